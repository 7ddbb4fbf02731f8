import type { Dispatcher } from "undici";
import Agent from "undici/lib/dispatcher/agent.js";
import connect from "undici/lib/api/api-connect.js";
import Pool from "undici/lib/dispatcher/pool.js";
import ProxyAgent from "undici/lib/dispatcher/proxy-agent.js";

import type { Logger } from "../log.ts";
import { trustedAuthorities } from "./certificates.ts";
import { HostFetch, WithFallback } from "./hostFetch.ts";
import { proxyFor } from "./proxy.ts";
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
  /** By proxy URL, and for the direct way by protocol. */
  readonly #dispatchers = new Map<string, Dispatcher>();
  /** Which dispatcher an origin is reached by. */
  readonly #ways = new Map<string, Dispatcher>();
  #secure: object | undefined;

  constructor(options: UpstreamOptions, log: Logger) {
    this.#options = options;
    this.#log = log;
    this.#hostFetch = options.fetch === undefined ? undefined : new HostFetch(options.fetch);
  }

  send(request: UpstreamRequest, handler: UpstreamHandler): void {
    if (this.#hostFetch === undefined) return this.#dispatch(request, handler);
    if (this.#hostFetch.isPreferredFor(request.origin))
      return this.#hostFetch.send(request, handler, (failed) => this.#dispatch(request, failed));
    this.#dispatch(request, new WithFallback(request, handler, this.#hostFetch));
  }

  retire(): void {
    for (const dispatcher of this.#dispatchers.values()) dispatcher.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#dispatchers.values()].map((one) => one.destroy()));
  }

  #dispatch(request: UpstreamRequest, handler: UpstreamHandler): void {
    try {
      this.#wayTo(request.origin).dispatch(request, handler);
    } catch (error) {
      handler.onResponseError(null, error instanceof Error ? error : new Error("Not sent"));
    }
  }

  #wayTo(origin: string): Dispatcher {
    let way = this.#ways.get(origin);
    if (way === undefined) this.#ways.set(origin, (way = this.#dispatcherFor(origin)));
    return way;
  }

  #dispatcherFor(origin: string): Dispatcher {
    const proxy = proxyFor(origin, this.#options);
    const { protocol } = new URL(origin);
    let dispatcher = this.#dispatchers.get(proxy ?? protocol);
    if (dispatcher === undefined) {
      dispatcher = proxy === undefined ? this.#direct(protocol) : this.#proxied(proxy);
      this.#dispatchers.set(proxy ?? protocol, dispatcher);
    }
    return dispatcher;
  }

  #direct(protocol: string): Dispatcher {
    // Certificates are read for those who need them.
    const connection = protocol === "https:" ? this.#secureOptions() : this.#connectionOptions();
    return new Agent({ ...LASTING, connect: connection });
  }

  #proxied(uri: string): Dispatcher {
    const connection = this.#secureOptions();
    const { proxyAuthorization } = this.#options;
    return new ProxyAgent({
      ...LASTING,
      uri,
      clientFactory: (origin, options) => new TunnelPool(origin, options),
      connectTimeout: this.#options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      requestTls: connection,
      proxyTls: connection,
      ...(proxyAuthorization === undefined ? {} : { token: proxyAuthorization }),
    });
  }

  #connectionOptions(): object {
    return { timeout: this.#options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS };
  }

  #secureOptions(): object {
    if (this.#secure !== undefined) return this.#secure;
    const secureContext = trustedAuthorities(this.#options, this.#log);
    this.#secure = {
      ...this.#connectionOptions(),
      rejectUnauthorized: this.#options.strictSSL,
      ...(secureContext === undefined ? {} : { secureContext }),
    };
    return this.#secure;
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
