import type { IncomingHttpHeaders } from "node:http";

/** The endpoints that a hostile server has. */
export type HostileEndpoint =
  | "mcp"
  | "resourceMetadata"
  | "metadata"
  | "registration"
  | "authorization"
  | "token"
  | "revocation"
  | "deviceAuthorization";

/** Where things are, as the client is told. */
export interface Harness {
  /** Origin of the MCP server and of its authorization server, which is also the issuer. */
  readonly origin: string;
  /** A second origin that no honest answer names. It plays an honest authorization server, and takes whatever it gets. */
  readonly elsewhere: string;
}

/** One request. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** The parameters of the query, or of the body where it is a form. */
  readonly parameters: URLSearchParams;
  readonly body: string;
}

/** An answer; a body that is iterated is sent piece by piece and may never end. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Iterable<string> | AsyncIterable<string>;
}

export type Document = Readonly<Record<string, unknown>>;

/** How a server departs from an honest one. What is left out is honest. */
export interface Behaviour {
  /** Changes the authorization-server metadata; `read` counts from 1. */
  readonly metadata?: (honest: Document, harness: Harness, read: number) => Document;
  /** Changes the protected-resource metadata (RFC 9728). */
  readonly resourceMetadata?: (honest: Document, harness: Harness) => Document;
  /** Changes the parameters that go back to the redirect URI. */
  readonly redirect?: (parameters: URLSearchParams, harness: Harness) => void;
  /** Answers in place of an honest endpoint; undefined leaves a request to it. */
  readonly answers?: Readonly<
    Partial<Record<HostileEndpoint, (exchange: Exchange, harness: Harness) => Answer | undefined>>
  >;
}

/** An answer in JSON. */
export function jsonAnswer(
  status: number,
  body: Document,
  headers: Record<string, string> = {},
): Answer {
  return {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    body: JSON.stringify(body),
  };
}
