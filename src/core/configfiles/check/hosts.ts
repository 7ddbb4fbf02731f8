import { endpointAt, takesBearerOnly } from "../../providers/providerOf.ts";
import { addressOf } from "../read/address.ts";
import type { ServerEntry } from "../read/entry.ts";
import { spanText } from "../syntax/node.ts";

/** Whether a server is known to accept its token behind `Bearer` and in no other form. */
export function wantsBearer(server: ServerEntry): boolean {
  const host = server.url && addressOf(spanText(server.url))?.host;
  return host !== undefined && takesBearerOnly(host);
}

/** The one transport that a URL is known to speak; undefined where it is not known, or where there are several. */
export function knownTransport(url: string): "http" | "sse" | undefined {
  const address = addressOf(url);
  return address && endpointAt(address)?.transport;
}
