import { BlockList, isIP } from "node:net";

/** A network by its first address and the number of its leading bits. */
type Network = readonly [address: string, bits: number];

/** RFC 6890 and RFC 4291, section 2.5.3. */
const LOOPBACK: readonly Network[] = [
  ["127.0.0.0", 8],
  ["::1", 128],
];

/** Addresses that are not on the public internet (RFC 6890 and its registries). */
const PRIVATE: readonly Network[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
  ["::", 128],
  ["::1", 128],
  ["64:ff9b:1::", 48],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
];

/** Lists that can be asked, made with the first question: an editor that has just started asks none. */
const LISTS = new Map<readonly Network[], BlockList>();

/** Last labels that lead nowhere on the public internet, by a standard (RFC 6761, RFC 6762, RFC 8375) or by convention. */
const PRIVATE_NAME = /\.(?:localhost|local|internal|intranet|lan|home|home\.arpa|svc|test)$/;

/**
 * Whether a host is this machine's loopback interface: `localhost`, a name below it (RFC 6761, section 6.3), or a loopback
 * address in any form that a URL may have. Takes a host as `URL.hostname` gives it or as it is written, IPv6 with or without brackets.
 */
export function isLoopback(host: string): boolean {
  const name = canonicalHost(host);
  return name === "localhost" || name.endsWith(".localhost") || isIn(LOOPBACK, name);
}

/**
 * Whether a host is an address that is not on the public internet, loopback included, or a name for one. Names are judged
 * by their form and never resolved. Takes a host in the forms that {@link isLoopback} takes.
 */
export function isPrivate(host: string): boolean {
  const name = canonicalHost(host);
  if (isIP(name) !== 0) return isIn(PRIVATE, name);
  return !name.includes(".") || PRIVATE_NAME.test(name);
}

/** The host as programs understand it: in lower case, numbers as dotted addresses, without brackets, zone and the root's dot. */
function canonicalHost(host: string): string {
  // A zone is part of IPv6 addresses only (RFC 4007, section 11): elsewhere “%2e” is a dot, and the name goes on.
  const bare = host.replace(/^\[|\]$/g, "").replace(/^([\da-f:.]*:[\da-f:.]*)%.*$/i, "$1");
  const written = isIP(bare) === 6 ? `[${bare}]` : bare;
  const understood = /[/?#@\\]/.test(written) ? undefined : URL.parse(`http://${written}`);
  return (understood?.hostname ?? bare)
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}

/** IPv4-mapped addresses are judged by the rules for IPv4: `BlockList` does that by itself. */
function isIn(networks: readonly Network[], name: string): boolean {
  const family = isIP(name);
  return family !== 0 && listOf(networks).check(name, family === 4 ? "ipv4" : "ipv6");
}

function listOf(networks: readonly Network[]): BlockList {
  const known = LISTS.get(networks);
  if (known) return known;
  const list = new BlockList();
  for (const [address, bits] of networks)
    list.addSubnet(address, bits, isIP(address) === 4 ? "ipv4" : "ipv6");
  LISTS.set(networks, list);
  return list;
}
