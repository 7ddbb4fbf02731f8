import { t } from "@vscode/l10n";
import type { IncomingMessage, ServerResponse } from "node:http";

import type {
  CredentialAnswer,
  CredentialSource,
  HttpEvidence,
  OutgoingRequest,
  RequestCredential,
} from "../credentials/request/source.ts";
import { isFailure, type Failure } from "../failure.ts";
import { quoted, type Logger } from "../log.ts";
import type { Clock } from "../ports.ts";
import type { Server } from "../servers/server.ts";
import { Attempt, type Forwarding, type Outcome, type ResponseListener } from "./attempt.ts";
import type { EndpointStream } from "./endpoints.ts";
import type { Route } from "./guard.ts";
import { fieldValues, invalidField, requestHeaders, setField, type FieldList } from "./headers.ts";
import { BLOCKED_CODE, readMethods, UNREACHABLE_CODE } from "./jsonRpc.ts";
import { reachFailure } from "./upstream/reachFailure.ts";
import {
  expectOnStream,
  readsResult,
  forwardingOf,
  type AnsweredRequest,
  type ForwardingContext,
} from "./forwarding.ts";
import { Replays } from "./replays.ts";
import { Reply } from "./reply.ts";
import { readBody, type RequestBody } from "./requestBody.ts";
import type { OpenExchange, OpenExchanges } from "./openExchanges.ts";
import { furtherRedirect, invalidHeader, redirectedPath, targetOf, withQuery } from "./target.ts";
import type { HeaderFields, Upstream } from "./upstream/upstreamPort.ts";

/** What the exchanges of one gateway share. */
export interface ExchangeContext extends ForwardingContext, Clock {
  readonly credentials: CredentialSource;
  readonly log: Logger;
  /** A promise on first use only. */
  upstream(): Upstream | Promise<Upstream>;
}

const MAX_REDIRECTS = 5;

/** One request of the editor, from the guard to the last byte of its answer. */
export class Exchange implements ResponseListener, OpenExchange, OutgoingRequest {
  place = 0;
  readonly #context: ExchangeContext;
  readonly #server: Server;
  readonly #route: Route;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly method: string;
  readonly #open: OpenExchanges<Exchange>;
  readonly #startedAtMs: number;
  readonly #oldStream: EndpointStream | undefined;
  #body: RequestBody | undefined;
  #methods: readonly string[] = [];
  #attempt: Attempt | undefined;
  /** Path and query at the server. */
  #path = "";
  #credential: RequestCredential | undefined;
  #replays: Replays | undefined;
  #reply: Reply | undefined;
  #over = false;

  /**
   * The signal of the open exchanges ends the waiting for a credential. It is one for all requests to a server: they share
   * a refresh, and a signal for each would be the most expensive part of a request.
   */
  constructor(
    context: ExchangeContext,
    server: Server,
    route: Route,
    request: IncomingMessage,
    response: ServerResponse,
    open: OpenExchanges<Exchange>,
  ) {
    this.#open = open;
    this.#context = context;
    this.#server = server;
    this.#route = route;
    this.#request = request;
    this.#response = response;
    this.method = request.method ?? "GET";
    this.#startedAtMs = context.now();
    if (route.endpoint !== "")
      this.#oldStream = context.endpoints.find(server.name, route.endpoint);
  }

  /** Where the request goes now. */
  get url(): string {
    return targetOf(this.#server).origin + this.#path;
  }

  /** Starts it. It leaves the open exchanges when the answer is out or the editor has gone. */
  start(): void {
    this.#open.add(this);
    this.#response.on("close", () => {
      if (!this.#response.writableFinished) this.#giveUp(new Error("The editor went away"));
      this.#report();
      this.#open.remove(this);
    });
    if (this.#route.endpoint !== "" && this.#oldStream === undefined)
      return this.#answer().send(404);
    readBody(this.#request, (body) => {
      this.#body = body;
      this.#methods = readMethods(body.kind === "kept" ? body.bytes : body.beginning);
      this.#run(body).catch((error: unknown) => this.#fail(error));
    });
  }

  /** Ends it from this side, because the server's sign-in or settings changed. */
  close(): void {
    this.#giveUp(new Error("The server was disconnected"));
    if (!this.#response.headersSent)
      this.#block(
        t(
          "The connection to “{0}” was closed while the request was on its way. Run it again.",
          this.#server.name,
        ),
      );
    // A stream ends as if the server had ended it; an answer of promised length can only break.
    else if (this.#attempt?.isStream === true) this.#response.end();
    else this.#response.destroy();
  }

  #answer(): Reply {
    return (this.#reply ??= new Reply(this.#request, this.#response));
  }

  #giveUp(reason: Error): void {
    this.#over = true;
    this.#attempt?.abort(reason);
  }

  async #run(body: RequestBody): Promise<void> {
    const { credentials } = this.#context;
    this.#path = this.#oldStream?.path ?? withQuery(targetOf(this.#server).path, this.#route.query);
    let redirects = 0;
    let answer = await credentials.current(this.#server, this.#open.signal, this);
    while (!this.#over) {
      if (answer.kind === "blocked") return this.#block(answer.sentence);
      const { credential } = answer;
      const upstream = this.#context.upstream();
      const outcome = await this.#send(
        upstream instanceof Promise ? await upstream : upstream,
        credential,
        body,
      );
      switch (outcome.kind) {
        case "forwarded":
          if (outcome.error !== undefined) this.#breakOff(outcome.error);
          return;
        case "failed":
          return this.#fail(outcome.error);
        case "unwanted":
          return this.#answer().send(405, { allow: "GET" });
        case "redirected":
          this.#path = redirectedPath(this.#server, this.#path, this.method, outcome);
          if (++redirects > MAX_REDIRECTS || body.kind === "streamed")
            throw furtherRedirect(this.#server, this.#path);
          // A proof is for one address only.
          if (credential.takeNonce !== undefined)
            answer = await credentials.current(this.#server, this.#open.signal, this);
          break;
        case "refused":
          answer = await this.#afterRefusal(credential, body, outcome.evidence);
          break;
      }
    }
  }

  #send(upstream: Upstream, credential: RequestCredential, body: RequestBody): Promise<Outcome> {
    const headers = this.#headers(credential, body);
    const attempt = new Attempt(this.#response, headers, this);
    this.#attempt = attempt;
    this.#credential = credential;
    const request = {
      origin: targetOf(this.#server).origin,
      path: this.#path,
      method: this.method,
      headers,
      body: body.kind === "streamed" ? body.whole : body.bytes,
    };
    if (this.#oldStream !== undefined) expectOnStream(this.#context, this.#answeredRequest());
    upstream.send(request, attempt);
    return attempt.outcome;
  }

  /** Decides how an answer is passed on. */
  onResponse(status: number, headers: HeaderFields): Forwarding {
    const nonce = this.#credential?.takeNonce && fieldValues(headers["dpop-nonce"])[0];
    if (nonce !== undefined) this.#credential?.takeNonce?.(nonce);
    return forwardingOf(this.#context, this.#answeredRequest(), status, headers);
  }

  #answeredRequest(): AnsweredRequest {
    return {
      server: this.#server,
      httpMethod: this.method,
      methods: this.#methods,
      body: this.#body,
      oldStream: this.#oldStream,
      response: this.#response,
    };
  }

  #headers(credential: RequestCredential, body: RequestBody): FieldList {
    const { headers: settings } = targetOf(this.#server);
    const invalid = settings.invalid ?? invalidField(credential);
    if (invalid !== undefined) throw invalidHeader(this.#server, invalid);
    const { headers: incoming } = this.#request;
    const fields = requestHeaders(incoming, settings, credential);
    // What is read along must not be packed; everything else may be.
    if (this.method === "GET" || readsResult(this.#methods))
      setField(fields, "accept-encoding", "identity");
    const length = incoming["content-length"];
    if (body.kind === "streamed" && length !== undefined) fields.push("content-length", length);
    return fields;
  }

  /** What to go on with after 401 or 403. */
  async #afterRefusal(
    { generation }: RequestCredential,
    body: RequestBody,
    evidence: HttpEvidence,
  ): Promise<CredentialAnswer> {
    const server = this.#server;
    const { signal } = this.#open;
    const { credentials } = this.#context;
    const next = await credentials.refused(server, generation, evidence, signal, this);
    this.#replays ??= new Replays();
    return this.#replays.decide({ server: server.name, generation, body, evidence }, next);
  }

  /** Answers that the user has to act. */
  #block(sentence: string): void {
    const reply = this.#answer();
    reply.refuse(
      { code: BLOCKED_CODE, sentence },
      { body: this.#body, oldStream: this.#oldStream },
      () => reply.refuseStream(),
    );
  }

  /** Answers that the server could not be reached, and tells the observer. */
  #fail(error: unknown): void {
    if (this.#over) return;
    const failure = this.#tell(error);
    this.#answer().refuse(
      { code: UNREACHABLE_CODE, sentence: failure.message },
      { body: this.#body, oldStream: this.#oldStream },
      // Fails as it would without a gateway, so that the editor tries again; any status would make it give up.
      () => this.#response.destroy(),
    );
  }

  #breakOff(error: Error): void {
    if (this.#over) return;
    this.#tell(error);
    this.#response.destroy();
  }

  #tell(error: unknown): Failure {
    const { name } = this.#server;
    const failure = isFailure(error)
      ? error
      : reachFailure(error, { server: name, origin: targetOf(this.#server).origin });
    const cause = failure.cause instanceof Error ? ` ${quoted(failure.cause.message)}` : "";
    this.#context.log.warn(`${quoted(name)}: ${failure.code}${cause}`);
    this.#context.observer.failed(name, failure);
    return failure;
  }

  #report(): void {
    const { credentials, observer } = this.#context;
    const { status } = this.#attempt ?? {};
    const { generation } = this.#credential ?? {};
    const answeredHere = this.#reply?.given === true;
    observer.exchangeFinished({
      server: this.#server.name,
      httpMethod: this.method,
      methods: this.#methods,
      status,
      startedAtMs: this.#startedAtMs,
      durationMs: this.#context.now() - this.#startedAtMs,
      generation,
      replayed: this.#replays?.renewed === true,
      answeredHere,
    });
    const isAccepted = !answeredHere && status !== undefined && status >= 200 && status < 300;
    if (isAccepted && generation !== undefined) void credentials.accepted(this.#server, generation);
  }
}
