import { addressOf } from "../read/address.ts";
import type { ServerEntry } from "../read/entry.ts";
import { spanText } from "../syntax/node.ts";

/** Hosts that take tokens as `Authorization: Bearer` only, by their own documentation. */
const BEARER_ONLY =
  /^(?:(?:www\.)?myworkboard\.com|.*\.myworkboard\.com|api\.githubcopilot\.com|mcp\.stripe\.com|(?!callbacks\.).*\.omniapp\.co)$/;

/** Whether a server is known to accept its token behind `Bearer` and in no other form. */
export function wantsBearer(server: ServerEntry): boolean {
  const host = server.url && addressOf(spanText(server.url))?.host;
  return host !== undefined && BEARER_ONLY.test(host);
}

/** Addresses that speak one transport only, by their providers' documentation. */
const TRANSPORTS: readonly (readonly [address: RegExp, transport: "http" | "sse"])[] = [
  [/^www\.myworkboard\.com\/wb\/mcp\/?$/, "http"],
  [/^api\.githubcopilot\.com\/mcp(?:\/|$)/, "http"],
  [/^[^/]+\.omniapp\.co\/(?:mcp\/https|callback\/mcp)\/?$/, "http"],
  [/^mcp\.stripe\.com\/?$/, "http"],
  [/^mcp\.context7\.com\/mcp\/?$/, "http"],
  [/^learn\.microsoft\.com\/api\/mcp\/?$/, "http"],
  [/^mcp\.atlassian\.com\/v1\/sse\/?$/, "sse"],
  [/^mcp\.asana\.com\/sse\/?$/, "sse"],
];

/** The one transport that a URL is known to speak; undefined where it is not known, or where there are several. */
export function knownTransport(url: string): "http" | "sse" | undefined {
  const address = addressOf(url);
  if (address === undefined) return undefined;
  const place = address.host + address.path;
  return TRANSPORTS.find(([pattern]) => pattern.test(place))?.[1];
}
