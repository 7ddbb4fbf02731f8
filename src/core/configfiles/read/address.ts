import { isLoopback } from "../../http/addresses.ts";
import { endpointAt } from "../../providers/providerOf.ts";
import { spanText } from "../syntax/node.ts";
import type { ServerEntry } from "./entry.ts";

/** What a URL in a configuration file says about where it leads, as far as it can be read with variables in it. */
export interface Address {
  readonly protocol: string;
  /** Host name without port and brackets, in lower case. */
  readonly host: string;
  /** The path, with its query. */
  readonly path: string;
  readonly hasPassword: boolean;
}

const URL_PARTS =
  /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(?:([^/?#@]*)@)?(\[[^\]]*\]|[^/:?#]*)(?::[^/?#]*)?([^#]*)/;

/** Takes a URL apart; undefined for text that is no absolute URL. */
export function addressOf(url: string): Address | undefined {
  const match = URL_PARTS.exec(url.trim());
  if (match === null) return undefined;
  const [, protocol = "", userInfo = "", host = "", path = ""] = match;
  return {
    protocol: protocol.toLowerCase(),
    host: (host.startsWith("[") ? host.slice(1, -1) : host).toLowerCase(),
    path,
    hasPassword: userInfo.includes(":"),
  };
}

/** Names under which a container reaches the machine that it runs on, and the address that servers print for all of their own. */
const THIS_MACHINE: ReadonlySet<string> = new Set([
  "host.docker.internal",
  "host.containers.internal",
  "0.0.0.0",
]);

/** Whether a host is this machine, or its containers' name for it. */
export function isThisMachine(host: string): boolean {
  return THIS_MACHINE.has(host) || isLoopback(host);
}

/** The host that a server of a file is reached at, as far as its address can be read. */
export function hostOf({ url }: ServerEntry): string | undefined {
  return url && addressOf(spanText(url))?.host;
}

/** The one transport that a URL is known to speak; undefined where it is not known, or where there are several. */
export function knownTransport(url: string): "http" | "sse" | undefined {
  const address = addressOf(url);
  return address && endpointAt(address)?.transport;
}
