import type { Failure } from "../failure.ts";

/** One request of the editor and what became of it. Holds no secret and nothing of the bodies but method names. */
export interface ExchangeReport {
  /** Name of the server. */
  readonly server: string;
  /** HTTP method of the request. */
  readonly httpMethod: string;
  /** JSON-RPC methods in the request; empty for answers of the client, streams and closings. */
  readonly methods: readonly string[];
  /** The server's last HTTP status; undefined when it gave none. */
  readonly status: number | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** Until the last byte of the answer, or until either side gave up. */
  readonly durationMs: number;
  /** Generation of the last credential that was sent; undefined when the request did not leave. */
  readonly generation: string | undefined;
  /** Whether the request was sent again with a newer credential. */
  readonly replayed: boolean;
  /** Whether the gateway answered in the server's place. */
  readonly answeredHere: boolean;
}

/** Who is told what passes through the gateway: the status of the servers and the diagnosis. Must not throw. */
export interface GatewayObserver {
  exchangeFinished(report: ExchangeReport): void;
  /** The server accepted `initialize`. */
  initialized(server: string): void;
  /** The server listed its tools; `count` is the sum of the pages so far. */
  toolsListed(server: string, count: number): void;
  /** A request could not be delivered, or its answer could not be passed on. */
  failed(server: string, failure: Failure): void;
}

/** An observer for callers that look at nothing. */
export const silentObserver: GatewayObserver = {
  exchangeFinished() {},
  initialized() {},
  toolsListed() {},
  failed() {},
};
