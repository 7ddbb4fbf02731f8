import type { Readable } from "node:stream";

/** Header fields of an answer by lower-case name. */
export type HeaderFields = Record<string, string | string[]>;

/** A request as it leaves for the server. */
export interface UpstreamRequest {
  /** Serialized origin, `https://host:port`. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly method: string;
  /** Lower-case names and values by turns. */
  readonly headers: string[];
  /** Bytes that can be sent again, or a stream that cannot. */
  readonly body: Buffer | Readable | null;
}

/** The hold on a request under way. */
export interface UpstreamController {
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
}

/** Receives an answer as it arrives; the shape of an undici dispatch handler, so that nothing is wrapped on the way. */
export interface UpstreamHandler {
  /** There is a connection and the request is about to be written; may be called once more for a second attempt. */
  onRequestStart(controller: UpstreamController): void;
  /** Called for 1xx answers too. */
  onResponseStart(controller: UpstreamController, status: number, headers: HeaderFields): void;
  onResponseData(controller: UpstreamController, chunk: Buffer): void;
  onResponseEnd(controller: UpstreamController): void;
  /** `controller` is null when the request never left. */
  onResponseError(controller: UpstreamController | null, error: Error): void;
}

/** The way to the servers. */
export interface Upstream {
  /** Sends a request without following redirects. Reports every failure to the handler and never throws. */
  send(request: UpstreamRequest, handler: UpstreamHandler): void;
  /** Takes no more requests, and lets go of each connection when it becomes idle. */
  retire(): void;
  /** Lets go of every connection, busy ones included. */
  close(): Promise<void>;
}

/** As much of `fetch` as is used: a text for the address. */
export type HostFetchFunction = (url: string, init: RequestInit) => Promise<Response>;

/** How servers are reached. */
export interface UpstreamOptions {
  /** `http.proxy`; the environment's proxy variables apply where it is absent. */
  readonly proxyUrl?: string;
  /** `http.proxyAuthorization`: the value of the `Proxy-Authorization` header. */
  readonly proxyAuthorization?: string;
  /** `http.noProxy`; `NO_PROXY` applies where it is absent. */
  readonly noProxy?: readonly string[];
  /** `http.proxyStrictSSL`: whether certificates are verified. */
  readonly strictSSL: boolean;
  /** Certificates of further authorities, PEM. */
  readonly extraCa?: readonly string[];
  /** `http.systemCertificates`: whether the operating system's authorities are trusted too. */
  readonly useSystemCertificates: boolean;
  /** The environment whose `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY` and `NODE_EXTRA_CA_CERTS` count. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The host's own `fetch`, tried once where a connection cannot be made: it knows PAC files and Kerberos. */
  readonly fetch?: HostFetchFunction;
  /** How long a connection may take to be made. */
  readonly connectTimeoutMs?: number;
}
