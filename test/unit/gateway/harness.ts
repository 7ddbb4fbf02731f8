import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from "node:http";

import type {
  CredentialAnswer,
  CredentialSource,
  HttpEvidence,
} from "../../../src/core/credentials/request/source.ts";
import type { Failure } from "../../../src/core/failure.ts";
import { createGateway, type Gateway } from "../../../src/core/gateway/gateway.ts";
import type { ExchangeReport, GatewayObserver } from "../../../src/core/gateway/observer.ts";
import type { UpstreamOptions } from "../../../src/core/gateway/upstream/upstreamPort.ts";
import type { Logger } from "../../../src/core/log.ts";
import { Secret } from "../../../src/core/secret.ts";
import type { Server } from "../../../src/core/servers/server.ts";
import { closeServer, listenOnLoopback, readText } from "../../peers/loopback.ts";
import { serverWith } from "../build/server.ts";

/** A request as a server saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A raw HTTP server of the test's own. */
export interface RawServer {
  readonly origin: string;
  readonly seen: readonly Seen[];
  stop(): Promise<void>;
}

export type Answer = (seen: Seen, response: ServerResponse, request: IncomingMessage) => void;

/** Starts a server that reads each request to its end and then lets the test answer. */
export async function startRaw(answer: Answer): Promise<RawServer> {
  const seen: Seen[] = [];
  return startListener((request, response) => {
    void readText(request)
      .then((body) => {
        const { method = "", url = "", headers } = request;
        const one = { method, url, headers, body };
        seen.push(one);
        return answer(one, response, request);
      })
      .catch(() => response.destroy());
  }, seen);
}

/** Starts a server that answers before it has read. */
export async function startListener(
  listener: RequestListener,
  seen: readonly Seen[] = [],
): Promise<RawServer> {
  const server = createServer(listener);
  const port = await listenOnLoopback(server);
  return { origin: `http://127.0.0.1:${port}`, seen, stop: () => closeServer(server) };
}

/** Sends a JSON answer. */
export function json(response: ServerResponse, value: unknown, headers: OutgoingHttpHeaders = {}) {
  const body = JSON.stringify(value);
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

/** A credential source that a test scripts: the newest one is refused, the answer comes from the front of `next`. */
export class ScriptedCredentials implements CredentialSource {
  answer: CredentialAnswer;
  next: CredentialAnswer[] = [];
  readonly refusals: { readonly generation: string; readonly evidence: HttpEvidence }[] = [];
  /** The generations that a server accepted. */
  readonly acceptances: string[] = [];

  constructor(answer: CredentialAnswer = bearer("first")) {
    this.answer = answer;
  }

  current(): Promise<CredentialAnswer> {
    return Promise.resolve(this.answer);
  }

  async accepted(_server: Server, generation: string): Promise<void> {
    this.acceptances.push(generation);
  }

  refused(_server: Server, generation: string, evidence: HttpEvidence): Promise<CredentialAnswer> {
    this.refusals.push({ generation, evidence });
    const { answer } = this;
    if (answer.kind === "ready" && answer.credential.generation !== generation)
      return Promise.resolve(answer);
    this.answer = this.next.shift() ?? blocked("Sign in to “peer”.");
    return Promise.resolve(this.answer);
  }
}

/** A bearer token whose generation is its own text. */
export function bearer(token: string): CredentialAnswer {
  const headers = [["Authorization", new Secret(`Bearer ${token}`)]] as const;
  return { kind: "ready", credential: { headers, generation: token } };
}

export function blocked(sentence: string): CredentialAnswer {
  return { kind: "blocked", sentence };
}

/** Everything that an observer was told, in order. */
class Recorder implements GatewayObserver {
  readonly reports: ExchangeReport[] = [];
  readonly failures: Failure[] = [];
  readonly states: string[] = [];

  exchangeFinished(report: ExchangeReport): void {
    this.reports.push(report);
  }

  initialized(server: string): void {
    this.states.push(`${server} initialized`);
  }

  toolsListed(server: string, count: number): void {
    this.states.push(`${server} lists ${count}`);
  }

  failed(_server: string, failure: Failure): void {
    this.failures.push(failure);
  }
}

export interface SetUp {
  readonly gateway: Gateway;
  readonly credentials: ScriptedCredentials;
  readonly recorder: Recorder;
  readonly log: readonly string[];
  readonly port: number;
  /** Sends a request to a server through the gateway; a POST of JSON unless `init` says otherwise. */
  send(init?: RequestInitOfTest): Promise<Answered>;
  stop(): Promise<void>;
}

export interface RequestInitOfTest {
  readonly server?: string;
  readonly method?: string;
  /** After the server's name. */
  readonly suffix?: string;
  /** The whole request target, as it stands. */
  readonly target?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: unknown;
  /** Called with the answer's head; its body is read afterwards. */
  readonly onHead?: (response: IncomingMessage) => void | Promise<void>;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

/** Starts a gateway in front of one server, by the name of `peer`. */
export async function setUp(
  server: Partial<Server> & Pick<Server, "url">,
  options: {
    readonly credentials?: ScriptedCredentials;
    readonly upstream?: Partial<UpstreamOptions>;
  } = {},
): Promise<SetUp> {
  const credentials = options.credentials ?? new ScriptedCredentials();
  const recorder = new Recorder();
  const log: string[] = [];
  const { auth = { type: "none" }, ...more } = server;
  const peer: Server = serverWith(auth, { name: "peer", ...more });
  const gateway = createGateway({
    servers: { get: (name) => (name === peer.name ? peer : undefined) },
    credentials,
    upstream: () => ({
      strictSSL: true,
      useSystemCertificates: false,
      environment: {},
      ...options.upstream,
    }),
    log: collecting(log),
    observer: recorder,
    now: Date.now,
  });
  const { port } = await gateway.start();
  const send = async (init: RequestInitOfTest = {}) => {
    const { url, headers } = gateway.endpointOf(init.server ?? peer.name);
    return sendRaw(url + (init.suffix ?? ""), {
      ...init,
      headers: { ...headers, ...init.headers },
    });
  };
  return { gateway, credentials, recorder, log, port, send, stop: () => gateway.close() };
}

/** Sends one request on a connection of its own, with any header at all. */
export function sendRaw(url: string, init: RequestInitOfTest): Promise<Answered> {
  const method = init.method ?? "POST";
  const body =
    init.body === undefined || typeof init.body === "string" || Buffer.isBuffer(init.body)
      ? init.body
      : JSON.stringify(init.body);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      url,
      {
        method,
        agent: false,
        ...(init.target === undefined ? {} : { path: init.target }),
        headers: {
          ...(method === "POST" ? { "content-type": "application/json" } : {}),
          ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
          ...init.headers,
        },
      },
      (response) => {
        Promise.resolve(init.onHead?.(response))
          .then(() => readText(response))
          .then((text) => {
            const { statusCode: status = 0, headers } = response;
            return { status, headers, text, json: parse(text) };
          })
          .then(resolve, reject);
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** A `tools/call` request. */
export function call(id: number | string = 1): object {
  return { jsonrpc: "2.0", id, method: "tools/call", params: { name: "echo" } };
}

/** Waits until something holds; fails after five seconds. */
export async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 5) {
    if (waited > 5000) throw new Error("It did not come about in five seconds.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function collecting(lines: string[]): Logger {
  const line = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  return {
    trace: line("trace"),
    debug: line("debug"),
    info: line("info"),
    warn: line("warn"),
    error: line("error"),
  };
}
