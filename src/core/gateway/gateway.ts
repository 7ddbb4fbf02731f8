import { randomBytes } from "node:crypto";
import { t } from "@vscode/l10n";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import type { CredentialSource } from "../credentials/request/source.ts";
import { quoted, type Logger } from "../log.ts";
import { once } from "../once.ts";
import type { Clock } from "../ports.ts";
import type { ServerList } from "../servers/server.ts";
import { Endpoints } from "./endpoints.ts";
import { Exchange, type ExchangeContext } from "./exchange.ts";
import { Guard } from "./guard.ts";
import { BLOCKED_CODE } from "./jsonRpc.ts";
import type { GatewayObserver } from "./observer.ts";
import { Reply } from "./reply.ts";
import { readBody } from "./requestBody.ts";
import { OpenExchanges } from "./openExchanges.ts";
import { ToolPages } from "./toolPages.ts";
import type { Upstream, UpstreamOptions } from "./upstream/upstreamPort.ts";

/** What a gateway is given. */
export interface GatewayOptions extends Clock {
  readonly servers: Pick<ServerList, "get">;
  readonly credentials: CredentialSource;
  /** How servers are reached; asked for on the first request, and again after `upstreamChanged`. */
  upstream(): UpstreamOptions;
  readonly log: Logger;
  readonly observer: GatewayObserver;
  /** The secret that requests have to carry; 256 random bits unless a test says otherwise. */
  randomSecret?(): string;
}

/** Where the editor reaches a server, and with which header. Goes into a definition that the editor asks for on start. */
export interface GatewayEndpoint {
  readonly url: string;
  readonly headers: { readonly Authorization: string };
}

/**
 * A server on 127.0.0.1 that stands between the editor and the real servers: it adds their credentials, renews
 * them unseen, and tells the user what to do where it cannot. The editor never sees an authentication failure.
 */
export interface Gateway {
  /** Starts listening; further calls give the same port. */
  start(): Promise<{ readonly port: number }>;
  /** Throws unless started. */
  endpointOf(serverName: string): GatewayEndpoint;
  /** Ends the streams and calls of a server, for example after a sign-out or when its settings are gone. */
  disconnect(serverName: string): void;
  /** Forgets the ways to the servers, for example after a change of the proxy settings; what is under way ends undisturbed. */
  upstreamChanged(): void;
  /** Ends everything; the gateway cannot be started again. */
  close(): Promise<void>;
}

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "DELETE"]);

/** Makes a gateway that neither listens nor loads its HTTP client before they are needed. */
export function createGateway(options: GatewayOptions): Gateway {
  return new LoopbackGateway(options);
}

class LoopbackGateway implements Gateway {
  readonly #options: GatewayOptions;
  readonly #secret: string;
  readonly #context: ExchangeContext;
  readonly #open = new Map<string, OpenExchanges<Exchange>>();
  readonly #http = createServer(
    // Uploads and streams last as long as they last. Idle connections are the client's to close: where both sides
    // do it, a request can meet a connection that is just being closed.
    { requestTimeout: 0, keepAliveTimeout: 0, noDelay: true },
    (request, response) => this.#handle(request, response),
  );
  readonly #port = once(() => this.#listen());
  #started = false;
  #guard: Guard | undefined;
  #upstream: Upstream | Promise<Upstream> | undefined;
  #closed = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#secret = options.randomSecret?.() ?? randomBytes(32).toString("base64url");
    this.#context = {
      credentials: options.credentials,
      observer: options.observer,
      log: options.log,
      endpoints: new Endpoints(),
      toolPages: new ToolPages(),
      now: () => options.now(),
      upstream: () => (this.#upstream ??= this.#loadUpstream()),
    };
  }

  async start(): Promise<{ readonly port: number }> {
    this.#started = true;
    return { port: await this.#port() };
  }

  endpointOf(serverName: string): GatewayEndpoint {
    if (this.#guard === undefined) throw new Error("The gateway has not been started");
    return {
      url: `http://${this.#guard.host}/${encodeURIComponent(serverName)}`,
      headers: { Authorization: `Bearer ${this.#secret}` },
    };
  }

  disconnect(serverName: string): void {
    const open = this.#open.get(serverName);
    this.#open.delete(serverName);
    open?.end();
  }

  upstreamChanged(): void {
    const former = this.#upstream;
    this.#upstream = undefined;
    Promise.resolve(former).then(
      (upstream) => upstream?.retire(),
      () => undefined,
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#started) await this.#port().catch(() => undefined);
    for (const name of this.#open.keys()) this.disconnect(name);
    const closed = new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
    });
    this.#http.closeAllConnections();
    const [upstream] = await Promise.allSettled([this.#upstream]);
    if (upstream.status === "fulfilled") await upstream.value?.close();
    await closed;
  }

  async #listen(): Promise<number> {
    if (this.#closed) throw new Error("The gateway has been closed");
    await new Promise<void>((resolve, reject) => {
      this.#http.once("error", reject);
      this.#http.listen(0, "127.0.0.1", () => {
        this.#http.off("error", reject);
        resolve();
      });
    });
    this.#http.on("error", (error) => this.#options.log.error(`Gateway: ${quoted(error.message)}`));
    const address = this.#http.address();
    if (typeof address !== "object" || address === null)
      throw new Error("The gateway listens on no port");
    const { port } = address;
    this.#guard = new Guard(port, this.#secret);
    this.#options.log.debug(`Gateway listens on port ${port}`);
    return port;
  }

  #loadUpstream(): Promise<Upstream> {
    const loading = import("./upstream/upstream.ts").then(({ createUpstream }) =>
      createUpstream(this.#options.upstream(), this.#options.log),
    );
    // From then on without a promise; and after a failure, anew.
    const keep = (upstream: Upstream | undefined) => {
      if (this.#upstream === loading) this.#upstream = upstream;
    };
    loading.then(keep, () => keep(undefined));
    return loading;
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const route = this.#guard?.admit(request);
    // Without our secret nothing is told, not even that this is a gateway.
    if (route === undefined) return refuse(request, response, 404);
    if (!METHODS.has(request.method ?? "")) return refuse(request, response, 405);
    const server = this.#options.servers.get(route.server);
    if (server === undefined) return answerMissing(route.server, request, response);
    let open = this.#open.get(server.name);
    if (open === undefined) this.#open.set(server.name, (open = new OpenExchanges()));
    new Exchange(this.#context, server, route, request, response, open).start();
  }
}

/** A server that has left the settings while the editor still uses it. */
function answerMissing(name: string, request: IncomingMessage, response: ServerResponse): void {
  const reply = new Reply(request, response);
  const sentence = t(
    "“{0}” is not among the configured servers any more. Add it again, or stop it in the list of MCP servers.",
    name,
  );
  readBody(request, (body) =>
    reply.refuse({ code: BLOCKED_CODE, sentence }, { body }, () => reply.refuseStream()),
  );
}

function refuse(request: IncomingMessage, response: ServerResponse, status: 404 | 405): void {
  response.writeHead(status, { "content-length": 0 });
  response.end();
  request.resume();
}
