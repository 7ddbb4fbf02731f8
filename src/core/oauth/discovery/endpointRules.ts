import { BlockList, isIP } from "node:net";
import { Failure } from "../../failure.ts";

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

/** Names that by convention resolve inside a network only. */
const PRIVATE_SUFFIXES = [".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet"];

/** Whether the URL's host is this machine: `localhost` or a loopback address. */
function isLoopback(url: URL): boolean {
  const host = bareHost(url);
  return host === "localhost" || host.endsWith(".localhost") || inList(LOOPBACK, host);
}

/** Whether the URL's host is a private address or a name for one. Names are judged by their form, they are not resolved. */
function isPrivate(url: URL): boolean {
  const host = bareHost(url);
  if (isIP(host) !== 0) return inList(PRIVATE, host);
  return !host.includes(".") || PRIVATE_SUFFIXES.some((suffix) => host.endsWith(suffix));
}

/** How far an OAuth URL may be trusted. */
export interface EndpointTrust {
  /** The MCP server's own address. */
  readonly serverUrl: string;
  /** Whether a person wrote the URL into the settings; then it may be a private address. */
  readonly byHand?: boolean;
}

/**
 * Parses an OAuth URL and refuses what must not be contacted: `metadataInvalid` for what is no URL, `insecureEndpoint`
 * for anything but https (loopback excepted), `privateEndpoint` for a private address that a public server named.
 * `what` names the URL in the sentence, such as "token endpoint".
 */
export function checkEndpoint(value: string, what: string, trust: EndpointTrust): URL {
  const url = URL.parse(value);
  if (!url)
    throw new Failure(
      "metadataInvalid",
      `The ${what} that the server names is not a valid address.`,
      {
        what,
      },
    );
  const facts = { what, origin: url.origin };
  if (url.username !== "" || url.password !== "")
    throw new Failure("metadataInvalid", `The ${what} must not contain a user name or password.`, {
      what,
    });
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url)))
    throw new Failure(
      "insecureEndpoint",
      `The ${what} does not use https, so nothing was sent to it. Ask the server's operator to offer it over https.`,
      { ...facts, protocol: url.protocol },
    );
  if (!trust.byHand && isPrivate(url) && !isPrivate(new URL(trust.serverUrl)))
    throw new Failure(
      "privateEndpoint",
      `The ${what} is a private address, but the server is public, so nothing was sent to it. If it is right, enter the address in the settings.`,
      facts,
    );
  return url;
}

function bareHost(url: URL): string {
  return url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}

function inList(list: BlockList, host: string): boolean {
  const family = isIP(host);
  if (family === 0) return false;
  if (family === 4) return list.check(host, "ipv4");
  // BlockList judges IPv4-mapped addresses by the IPv4 rules.
  return list.check(host, "ipv6");
}
