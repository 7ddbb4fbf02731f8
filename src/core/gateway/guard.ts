import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Where a request is addressed within the gateway. */
export interface Route {
  /** Name of the server. */
  readonly server: string;
  /** What follows the server's name in the path: the number of an announced endpoint; empty for the server itself. */
  readonly endpoint: string;
  /** Query with its question mark, or empty. */
  readonly query: string;
}

/** Lets through the requests that carry this gateway's secret, were addressed to it by number, and come from no web page. */
export class Guard {
  /** The `Host` that requests have to name. */
  readonly host: string;
  readonly #authorization: string;
  readonly #authorizationBytes: Buffer;
  readonly #received: Buffer;

  constructor(port: number, secret: string) {
    this.host = `127.0.0.1:${port}`;
    this.#authorization = `Bearer ${secret}`;
    this.#authorizationBytes = Buffer.from(this.#authorization, "latin1");
    this.#received = Buffer.alloc(this.#authorizationBytes.length);
  }

  /** The route of a request that may pass; undefined for every other. */
  admit(request: IncomingMessage): Route | undefined {
    const { headers } = request;
    // A name other than ours that resolves to loopback is DNS rebinding.
    if (headers.host !== this.host) return undefined;
    // Only browsers send Origin, and no web page has business here.
    if (headers.origin !== undefined) return undefined;
    if (!this.#sameSecret(headers.authorization)) return undefined;
    return parseRoute(request.url ?? "");
  }

  #sameSecret(authorization: string | undefined): boolean {
    if (authorization?.length !== this.#authorization.length) return false;
    this.#received.write(authorization, "latin1");
    return timingSafeEqual(this.#received, this.#authorizationBytes);
  }
}

/** Reads `/<server>[/<endpoint>][?<query>]`; undefined for anything else. */
function parseRoute(url: string): Route | undefined {
  if (!url.startsWith("/")) return undefined;
  const question = url.indexOf("?");
  const path = question === -1 ? url.slice(1) : url.slice(1, question);
  const slash = path.indexOf("/");
  const encoded = slash === -1 ? path : path.slice(0, slash);
  if (encoded === "") return undefined;
  try {
    return {
      server: encoded.includes("%") ? decodeURIComponent(encoded) : encoded,
      endpoint: slash === -1 ? "" : path.slice(slash + 1),
      query: question === -1 ? "" : url.slice(question),
    };
  } catch {
    return undefined;
  }
}
