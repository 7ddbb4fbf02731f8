import { BlockList, isIP } from "node:net";

/** RFC 6890 and RFC 4291, section 2.5.3. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Addresses that are not on the public internet (RFC 6890 and its registries). */
const PRIVATE = new BlockList();
for (const [network, bits] of [
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
] as const)
  PRIVATE.addSubnet(network, bits, "ipv4");
for (const [network, bits] of [
  ["::", 128],
  ["::1", 128],
  ["64:ff9b:1::", 48],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  PRIVATE.addSubnet(network, bits, "ipv6");

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
  const bare = host.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  const written = isIP(bare) === 6 ? `[${bare}]` : bare;
  const understood = /[/?#@\\]/.test(written) ? undefined : URL.parse(`http://${written}`);
  return (understood?.hostname ?? bare)
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}

/** IPv4-mapped addresses are judged by the rules for IPv4: `BlockList` does that by itself. */
function isIn(list: BlockList, name: string): boolean {
  const family = isIP(name);
  return family !== 0 && list.check(name, family === 4 ? "ipv4" : "ipv6");
}
