import type { SecureContext } from "node:tls";

import type { Dispatcher } from "undici";
import Agent from "undici/lib/dispatcher/agent.js";
import connect from "undici/lib/api/api-connect.js";
import Pool from "undici/lib/dispatcher/pool.js";
import ProxyAgent from "undici/lib/dispatcher/proxy-agent.js";

import type { Logger } from "../../log.ts";
import { trustedAuthorities } from "./certificates.ts";
import { HostFetch } from "./hostFetch.ts";
import { proxyFor } from "./proxy.ts";
import { certificateErrorOf } from "./reachFailure.ts";
import { UntilConnected } from "./untilConnected.ts";
import type {
  Upstream,
  UpstreamHandler,
  UpstreamOptions,
  UpstreamRequest,
} from "./upstreamPort.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** Makes the way to the servers over undici, with the host's `fetch` where a connection cannot be made. */
export function createUpstream(options: UpstreamOptions, log: Logger): Upstream {
  return new UndiciUpstream(options, log);
}

class UndiciUpstream implements Upstream {
  readonly #options: UpstreamOptions;
  readonly #log: Logger;
  readonly #hostFetch: HostFetch | undefined;
  /** By proxy and whether further authorities are trusted, serialized. */
  readonly #dispatchers = new Map<string, Dispatcher>();
  /** Which dispatcher an origin is reached by. */
  readonly #ways = new Map<string, Dispatcher>();
  /** Origins whose certificates Node's own authorities do not cover. */
  readonly #trustingMore = new Set<string>();
  #authorities: SecureContext | undefined;

  constructor(options: UpstreamOptions, log: Logger) {
    this.#options = options;
    this.#log = log;
    this.#hostFetch = options.fetch === undefined ? undefined : new HostFetch(options.fetch);
  }

  send(request: UpstreamRequest, handler: UpstreamHandler): void {
    if (this.#hostFetch?.isPreferredFor(request.origin) === true)
      return this.#hostFetch.send(request, handler);
    const watched = new UntilConnected(handler, (error) =>
      this.#sendElsewhere(request, handler, error),
    );
    try {
      this.#wayTo(request.origin).dispatch(request, watched);
    } catch (error) {
      handler.onResponseError(null, error instanceof Error ? error : new Error("Not sent"));
    }
  }

  retire(): void {
    for (const dispatcher of this.#dispatchers.values()) dispatcher.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#dispatchers.values()].map((one) => one.destroy()));
  }

  #sendElsewhere(request: UpstreamRequest, handler: UpstreamHandler, error: Error): void {
    if (certificateErrorOf(error) !== undefined && this.#trustMore(request.origin))
      this.send(request, handler);
    else if (this.#hostFetch !== undefined) this.#hostFetch.send(request, handler, error);
    else handler.onResponseError(null, error);
  }

  /**
   * Adds the system's and further authorities for an origin; false where that changes nothing. Not done before
   * it is needed: reading them takes longer than everything else about a first request.
   */
  #trustMore(origin: string): boolean {
    if (this.#trustingMore.has(origin)) return false;
    this.#authorities ??= trustedAuthorities(this.#options, this.#log);
    if (this.#authorities === undefined) return false;
    this.#trustingMore.add(origin);
    this.#ways.delete(origin);
    return true;
  }

  #wayTo(origin: string): Dispatcher {
    let way = this.#ways.get(origin);
    if (way === undefined) this.#ways.set(origin, (way = this.#dispatcherFor(origin)));
    return way;
  }

  #dispatcherFor(origin: string): Dispatcher {
    const proxy = proxyFor(origin, this.#options);
    const trustsMore = this.#trustingMore.has(origin);
    const key = JSON.stringify([proxy, trustsMore]);
    let dispatcher = this.#dispatchers.get(key);
    if (dispatcher === undefined) {
      dispatcher = this.#make(proxy, trustsMore ? this.#authorities : undefined);
      this.#dispatchers.set(key, dispatcher);
    }
    return dispatcher;
  }

  #make(proxy: string | undefined, secureContext: SecureContext | undefined): Dispatcher {
    const { connectTimeoutMs = CONNECT_TIMEOUT_MS, proxyAuthorization, strictSSL } = this.#options;
    const connection = {
      timeout: connectTimeoutMs,
      rejectUnauthorized: strictSSL,
      ...(secureContext === undefined ? {} : { secureContext }),
    };
    if (proxy === undefined) return new Agent({ ...LASTING, connect: connection });
    return new ProxyAgent({
      ...LASTING,
      uri: proxy,
      clientFactory: (origin, options) => new TunnelPool(origin, options),
      connectTimeout: connectTimeoutMs,
      requestTls: connection,
      proxyTls: connection,
      ...(proxyAuthorization === undefined ? {} : { token: proxyAuthorization }),
    });
  }
}

/** The connections to a proxy. undici gives its pools this method in the main file only. */
class TunnelPool extends Pool {
  override connect = connect;
}

/**
 * No HTTP/2 (slower here, and twice the memory), one request at a time on a connection (an open stream would
 * hold up the rest), any number of connections, and no limit to how long a tool or a stream may be silent.
 */
const LASTING = {
  allowH2: false,
  pipelining: 1,
  headersTimeout: 0,
  bodyTimeout: 0,
} as const;
