import type { ServerResponse } from "node:http";

import type { HttpEvidence } from "../credentials/request/source.ts";
import { evidenceOf, MAX_BODY_START_BYTES } from "./evidence.ts";
import { fieldValues, namesOf, type FieldList } from "./headers.ts";
import { ResponseForwarder, type ForwardingOptions } from "./responseForwarder.ts";
import type { HeaderFields, UpstreamController, UpstreamHandler } from "./upstream/upstreamPort.ts";

/** How one attempt at the server ended. */
export type Outcome =
  /** The answer was forwarded; `error` where it broke off. */
  | { readonly kind: "forwarded"; readonly error?: Error }
  /** 401 or 403; nothing was passed on. */
  | { readonly kind: "refused"; readonly evidence: HttpEvidence }
  /** 3xx with a place to go; nothing was passed on. */
  | { readonly kind: "redirected"; readonly status: number; readonly location: string }
  /** The answer is of no use to the editor; nothing was passed on. */
  | { readonly kind: "unwanted" }
  /** No answer came. */
  | { readonly kind: "failed"; readonly error: Error };

/** How to forward an answer that is neither a refusal nor a redirect. */
export type Forwarding = ForwardingOptions | "unwanted";

/** Whoever decides about answers. */
export interface ResponseListener {
  onResponse(status: number, headers: HeaderFields): Forwarding;
}

/** How long the body of a refusal is waited for. */
const EVIDENCE_TIMEOUT_MS = 2000;
/** How much of a body that nobody reads is let through, to keep the connection. */
const MAX_DISCARDED_BYTES = 64 * 1024;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** One attempt at the server: passes its answer on, or keeps it back and tells what it was. */
export class Attempt implements UpstreamHandler {
  /** The server's status, once there is one. */
  status: number | undefined;
  /** Whether an answer without a known length is being passed on. */
  isStream = false;
  /** Resolves once and never rejects. */
  readonly outcome: Promise<Outcome>;

  readonly #response: ServerResponse;
  readonly #sent: FieldList;
  readonly #listener: ResponseListener;
  #settle!: (outcome: Outcome) => void;
  #controller: UpstreamController | undefined;
  #abortReason: Error | undefined;
  #forwarder: ResponseForwarder | undefined;
  #refusal: Refusal | undefined;
  #discarded = 0;

  /** `sent` is the header that the request goes with. */
  constructor(response: ServerResponse, sent: FieldList, listener: ResponseListener) {
    this.#response = response;
    this.#sent = sent;
    this.#listener = listener;
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Gives the request up, whether or not it has left yet. */
  abort(reason: Error): void {
    if (this.#abortReason !== undefined) return;
    this.#abortReason = reason;
    this.#controller?.abort(reason);
    this.#break(reason);
  }

  onRequestStart(controller: UpstreamController): void {
    this.#controller = controller;
    if (this.#abortReason !== undefined) controller.abort(this.#abortReason);
  }

  onResponseStart(controller: UpstreamController, status: number, headers: HeaderFields): void {
    if (status < 200) return;
    this.status = status;
    try {
      this.#start(controller, status, headers);
    } catch (error) {
      this.abort(asError(error));
    }
  }

  onResponseData(controller: UpstreamController, chunk: Buffer): void {
    if (this.#forwarder !== undefined) {
      try {
        this.#forwarder.data(chunk);
      } catch (error) {
        this.abort(asError(error));
      }
      return;
    }
    this.#refusal?.push(chunk);
    this.#discarded += chunk.length;
    if (this.#discarded > MAX_DISCARDED_BYTES) controller.abort(new Error("The rest is not read"));
  }

  onResponseEnd(): void {
    if (this.#forwarder !== undefined) {
      this.#forwarder.end();
      this.#settle({ kind: "forwarded" });
    }
    this.#refusal?.finish();
  }

  onResponseError(_controller: UpstreamController | null, error: Error): void {
    this.#break(error);
  }

  #start(controller: UpstreamController, status: number, headers: HeaderFields): void {
    if (status === 401 || status === 403) {
      this.#refusal = new Refusal((body) => {
        const evidence = evidenceOf(status, headers, namesOf(this.#sent), body);
        this.#settle({ kind: "refused", evidence });
      });
      return;
    }
    const location = fieldValues(headers["location"])[0];
    if (REDIRECTS.has(status) && location !== undefined) {
      this.#settle({ kind: "redirected", status, location });
      return;
    }
    const forwarding = this.#listener.onResponse(status, headers);
    if (forwarding === "unwanted") {
      this.#settle({ kind: "unwanted" });
      controller.abort(new Error("The answer is not read"));
      return;
    }
    this.#forwarder = new ResponseForwarder(this.#response, controller, forwarding);
    this.isStream = headers["content-length"] === undefined;
    this.#forwarder.start(status, headers);
  }

  #break(error: Error): void {
    if (this.#forwarder !== undefined) this.#settle({ kind: "forwarded", error });
    else if (this.#refusal !== undefined) this.#refusal.finish();
    else this.#settle({ kind: "failed", error });
  }
}

/** The beginning of a refusal's body, as far as it comes in time. */
class Refusal {
  #finished = false;
  #chunks: Buffer[] = [];
  #size = 0;
  readonly #done: (body: Buffer) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(done: (body: Buffer) => void) {
    this.#done = done;
    this.#timer = setTimeout(() => this.finish(), EVIDENCE_TIMEOUT_MS);
  }

  push(chunk: Buffer): void {
    if (this.#finished) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size >= MAX_BODY_START_BYTES) this.finish();
  }

  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    clearTimeout(this.#timer);
    this.#done(Buffer.concat(this.#chunks).subarray(0, MAX_BODY_START_BYTES));
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error("Unknown error", { cause: error });
}
