import { Agent, createServer, request as httpRequest } from "node:http";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { judge } from "./gateAccess.ts";
import type { GateAccess, Verdict } from "./gateAccess.ts";
import { isRecord, parseRecord } from "./json.ts";
import { closeServer, listenOnLoopback, readText } from "./loopback.ts";

/** Header by which the gate tells the server behind it who is calling. */
export const NAME_HEADER = "x-authenticated-name";

const METADATA_PATH = "/.well-known/oauth-protected-resource";
/** RFC 9110, section 7.6.1; and `host`, which names the next hop. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "host",
]);

export interface TokenGateOptions {
  /** URL of the MCP endpoint behind the gate. The gate's own URL has the same path. */
  readonly upstream: string;
  readonly access: GateAccess;
  readonly port?: number;
  /** Overrides of the protected-resource metadata (RFC 9728); undefined leaves a key out, null serves no document. */
  readonly metadata?: Readonly<Record<string, unknown>> | null;
  /** Whether challenges name the metadata document; without it a client has to find it. True unless given. */
  readonly announceMetadata?: boolean;
  /** Answers requests for other pages of the same server; true when it did. */
  readonly pages?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
}

/** One request as the gate saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headerNames: readonly string[];
  readonly verdict: Verdict["kind"] | "refusedOnDemand";
  /** The HTTP status that the client got; undefined while there is no answer yet. */
  readonly status: number | undefined;
}

export interface TokenGate {
  /** URL of the MCP endpoint, which is also its resource identifier. */
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  /** Every request to the MCP endpoint, oldest first. */
  readonly seen: readonly SeenRequest[];
  /** Tells whether a text ever came in as a credential, anywhere in a header or the URL. */
  hasReceived(text: string): boolean;
  /** Refuses the next requests whatever they carry. */
  refuseNext(
    status: number,
    challenge?: string,
    times?: number,
    headers?: Readonly<Record<string, string>>,
  ): void;
  /** Stops listening and breaks every connection, streams included. */
  down(): Promise<void>;
  /** Listens again on the same port. */
  up(): Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a reverse proxy that lets only requests with a good credential through, and streams both ways. */
export async function startTokenGate(options: TokenGateOptions): Promise<TokenGate> {
  const upstream = new URL(options.upstream);
  const { access } = options;
  const seen: SeenRequest[] = [];
  const received = new Set<string>();
  const agent = new Agent({ keepAlive: true });
  const usedProofs = new Set<string>();
  const refusals: { status: number; headers: Readonly<Record<string, string>> }[] = [];
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  const port = await listenOnLoopback(server, options.port);
  const origin = `http://127.0.0.1:${port}`;
  const resource = origin + upstream.pathname;
  const metadataPath = METADATA_PATH + upstream.pathname;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", origin);
    if (pathname === METADATA_PATH || pathname === metadataPath) return sendMetadata(response);
    if (await options.pages?.(request, response)) return;
    if (pathname.startsWith("/.well-known/")) return void response.writeHead(404).end();

    for (const text of [request.url ?? "", ...request.rawHeaders]) received.add(text);
    const record = (verdict: SeenRequest["verdict"]) => {
      const { method = "GET", headers } = request;
      seen.push({
        method,
        path: pathname,
        headerNames: Object.keys(headers),
        verdict,
        get status() {
          return response.headersSent ? response.statusCode : undefined;
        },
      });
    };
    const refusal = refusals.shift();
    if (refusal) {
      record("refusedOnDemand");
      return void response.writeHead(refusal.status, refusal.headers).end();
    }
    const verdict = await judge(access, request, resource, usedProofs);
    record(verdict.kind);
    if (verdict.kind !== "allowed") return refuse(response, verdict);
    const body = await bodyToCheck(request);
    const missing = missingScopes(verdict.scopes, body);
    if (missing.length > 0) return refuseForScope(response, missing);
    forward(request, response, verdict.name, body);
  }

  function sendMetadata(response: ServerResponse): void {
    if (access.kind !== "oauth" || options.metadata === null)
      return void response.writeHead(404).end();
    const document = {
      resource,
      authorization_servers: [access.authorizationServer.issuer],
      scopes_supported: access.scopes,
      bearer_methods_supported: ["header"],
      ...options.metadata,
    };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
  }

  function challenge(
    parameters: Readonly<Record<string, string | undefined>>,
    scheme = "Bearer",
  ): string {
    const all = {
      ...(access.kind === "token"
        ? { realm: "personal tokens" }
        : options.announceMetadata !== false && { resource_metadata: origin + metadataPath }),
      ...parameters,
    };
    const written = Object.entries(all)
      .filter(([, value]) => value !== undefined && value !== "")
      .map(([key, value]) => `${key}="${value}"`);
    return `${scheme} ${written.join(", ")}`;
  }

  function refuse(response: ServerResponse, verdict: Verdict): void {
    const scope = access.kind === "oauth" ? access.scopes?.join(" ") : undefined;
    if (verdict.kind === "nonce" && access.kind === "oauth") {
      response.setHeader("dpop-nonce", access.dpopNonce ?? "");
      response.setHeader("www-authenticate", challenge({ error: "use_dpop_nonce" }, "DPoP"));
    } else {
      const error = verdict.kind === "invalid" ? "invalid_token" : undefined;
      response.setHeader("www-authenticate", challenge({ scope, error }));
    }
    response.writeHead(401, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: "unauthorized" }));
  }

  function refuseForScope(response: ServerResponse, scopes: readonly string[]): void {
    const parameters = { error: "insufficient_scope", scope: scopes.join(" ") };
    response.writeHead(403, { "www-authenticate": challenge(parameters) }).end();
  }

  /** The body is read only where a tool's name decides about the request; else it streams through. */
  async function bodyToCheck(request: IncomingMessage): Promise<string | undefined> {
    const reads = access.kind === "oauth" && access.scopeOfTool && request.method === "POST";
    return reads ? readText(request) : undefined;
  }

  function missingScopes(granted: readonly string[], body: string | undefined): string[] {
    if (access.kind !== "oauth") return [];
    const ofTool = body === undefined ? undefined : access.scopeOfTool?.(toolCalled(body) ?? "");
    const needed = [...(access.scopes ?? []), ...(ofTool === undefined ? [] : [ofTool])];
    return needed.some((scope) => !granted.includes(scope)) ? needed : [];
  }

  function forward(
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
    body: string | undefined,
  ): void {
    const headers: OutgoingHttpHeaders = { [NAME_HEADER]: encodeURIComponent(name) };
    const credentialHeader =
      access.kind === "token" ? (access.header ?? "authorization").toLowerCase() : "authorization";
    for (const [key, value] of Object.entries(request.headers)) {
      const withheld = key === credentialHeader || key === "dpop" || key === NAME_HEADER;
      if (!withheld && !HOP_BY_HOP.has(key)) headers[key] = value;
    }
    const outgoing = httpRequest(new URL(request.url ?? "/", upstream.origin), {
      method: request.method,
      headers,
      agent,
    });
    outgoing.once("response", (answer) => {
      const answerHeaders = Object.fromEntries(
        Object.entries(answer.headers).filter(([key]) => !HOP_BY_HOP.has(key)),
      );
      response.writeHead(answer.statusCode ?? 502, answerHeaders);
      response.flushHeaders();
      answer.pipe(response);
      answer.once("error", () => response.destroy());
    });
    outgoing.once("error", () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
    response.once("close", () => outgoing.destroy());
    if (body === undefined) request.pipe(outgoing);
    else outgoing.end(body);
  }

  return {
    url: resource,
    origin,
    port,
    seen,
    hasReceived: (text) => [...received].some((field) => field.includes(text)),
    refuseNext: (status, wanted, times = 1, more = {}) => {
      const headers = { ...more, ...(wanted !== undefined && { "www-authenticate": wanted }) };
      for (let count = 0; count < times; count++) refusals.push({ status, headers });
    },
    down: () => closeServer(server),
    up: async () => {
      await listenOnLoopback(server, port);
    },
    stop: async () => {
      agent.destroy();
      await closeServer(server);
    },
  };
}

function toolCalled(body: string): string | undefined {
  const message = parseRecord(body);
  const parameters = message?.["method"] === "tools/call" ? message["params"] : undefined;
  const name = isRecord(parameters) ? parameters["name"] : undefined;
  return typeof name === "string" ? name : undefined;
}
