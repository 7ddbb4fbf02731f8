import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { HOSTILE } from "./hostileBehaviours.ts";
import type { HostileName } from "./hostileBehaviours.ts";
import type { Answer, Behaviour, Exchange, Harness } from "./hostileHarness.ts";
import { endpointAt, honestEndpoints } from "./honestEndpoints.ts";
import { closeServer, listenOnLoopback, readText } from "./loopback.ts";

/** Parameters and headers that give something away to whoever receives them. */
const CREDENTIALS = [
  "code",
  "code_verifier",
  "refresh_token",
  "access_token",
  "client_secret",
  "client_assertion",
  "assertion",
  "device_code",
  "subject_token",
  "token",
] as const;

export interface HostileOptions {
  /** Origin by which the client knows the server, such as `https://mcp.example.com`; needs the handle's `fetch`. */
  readonly publicOrigin?: string;
  /** Host in the authorization endpoint, where the editor's own browser has to open it. */
  readonly browserHost?: "127.0.0.1" | "localhost" | "as.localhost";
}

/** A request that one of the two origins received, or that the handle's `fetch` stopped on its way to a third. */
export interface HostileRequest {
  readonly to: "server" | "elsewhere" | "stray";
  readonly method: string;
  readonly url: string;
  /** Names of the credentials in it; the values stay with {@link HostileServer.hasReceived}. */
  readonly credentials: readonly string[];
}

export interface HostileServer extends Harness {
  /** URL of the MCP endpoint, from which a sign-in starts. */
  readonly url: string;
  readonly requests: readonly HostileRequest[];
  /**
   * A `fetch` that knows the public origin and reaches nothing but this peer: every request to a third place is
   * recorded as `stray` and fails as an unreachable host does.
   */
  readonly fetch: typeof fetch;
  /** Tells whether a text arrived anywhere in a request. */
  readonly hasReceived: (text: string) => boolean;
  /** Names of the credentials that arrived at a place. */
  readonly credentialsAt: (place: HostileRequest["to"]) => readonly string[];
  readonly stop: () => Promise<void>;
}

/** Starts an authorization server, with the MCP server that names it, that misbehaves in the given way. */
export async function startHostileServer(
  behaviour: HostileName | Behaviour,
  options: HostileOptions = {},
): Promise<HostileServer> {
  const chosen: Behaviour = typeof behaviour === "string" ? HOSTILE[behaviour] : behaviour;
  const requests: HostileRequest[] = [];
  const texts: string[] = [];
  const server = createServer();
  const other = createServer();
  const [port, otherPort] = [await listenOnLoopback(server), await listenOnLoopback(other)];
  const local = { server: `http://127.0.0.1:${port}`, elsewhere: `http://127.0.0.1:${otherPort}` };
  const harness: Harness = {
    origin: options.publicOrigin ?? local.server,
    elsewhere: options.publicOrigin ? "https://elsewhere.example.net" : local.elsewhere,
  };
  const browserOrigin =
    options.publicOrigin ?? `http://${options.browserHost ?? "127.0.0.1"}:${port}`;

  function record(to: HostileRequest["to"], exchange: Exchange): void {
    const { method, url, headers, parameters } = exchange;
    const inParameters = CREDENTIALS.filter(
      (name) => parameters.has(name) || url.searchParams.has(name),
    );
    const inHeaders = ["authorization", "dpop", "cookie"].filter(
      (name) => headers[name] !== undefined,
    );
    requests.push({ to, method, url: url.href, credentials: [...inParameters, ...inHeaders] });
    texts.push(url.href, exchange.body, ...Object.values(headers).flat().map(String));
    texts.push(...parameters.values());
  }

  serve(server, harness.origin, chosen, "server");
  // The other place is an honest server of its own, whose documents never lead back here.
  serve(other, harness.elsewhere, {}, "elsewhere");

  function serve(
    listener: typeof server,
    origin: string,
    how: Behaviour,
    place: "server" | "elsewhere",
  ): void {
    const own: Harness = place === "server" ? harness : { origin, elsewhere: origin };
    const honest = honestEndpoints(own, how, place === "server" ? browserOrigin : origin);
    listener.on("request", (request: IncomingMessage, response: ServerResponse) => {
      const handled = readExchange(request, origin).then((exchange) => {
        record(place, exchange);
        const endpoint = endpointAt(exchange.url.pathname);
        if (endpoint === undefined) return send(response, { status: 404 });
        const answer = how.answers?.[endpoint]?.(exchange, own) ?? honest[endpoint](exchange);
        return send(response, answer);
      });
      handled.catch(() => response.destroy());
    });
  }

  const routed: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const target = [
      [harness.origin, local.server],
      [harness.elsewhere, local.elsewhere],
      [local.server, local.server],
      [local.elsewhere, local.elsewhere],
    ].find(([known]) => known === url.origin)?.[1];
    if (target === undefined) {
      const body = await request.text();
      const headers = Object.fromEntries(request.headers);
      const parameters = new URLSearchParams(body);
      record("stray", { method: request.method, url, headers, parameters, body });
      throw new TypeError("fetch failed");
    }
    // A Request keeps its redirect mode and signal; only the address is another one.
    return fetch(new Request(target + url.pathname + url.search, request));
  };

  return {
    ...harness,
    url: `${harness.origin}/mcp`,
    requests,
    fetch: routed,
    hasReceived: (text) => texts.some((received) => received.includes(text)),
    credentialsAt: (place) => [
      ...new Set(
        requests.filter(({ to }) => to === place).flatMap(({ credentials }) => credentials),
      ),
    ],
    stop: async () => {
      await Promise.all([closeServer(server), closeServer(other)]);
    },
  };
}

async function readExchange(request: IncomingMessage, origin: string): Promise<Exchange> {
  const body = await readText(request);
  const url = new URL(request.url ?? "/", origin);
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  const { method = "GET", headers } = request;
  return {
    method,
    url,
    headers,
    parameters: isForm ? new URLSearchParams(body) : url.searchParams,
    body,
  };
}

async function send(response: ServerResponse, answer: Answer): Promise<void> {
  response.writeHead(answer.status, answer.headers);
  if (answer.body === undefined || typeof answer.body === "string") {
    response.end(answer.body);
  } else {
    await pipeline(Readable.from(answer.body), response);
  }
}
