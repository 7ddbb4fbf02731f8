import type { ServerResponse } from "node:http";

import { responseHeaders } from "./headers.ts";
import type { HeaderFields, UpstreamController } from "./upstream/upstreamPort.ts";

/** Reads a body along while it is forwarded. */
export interface BodyReader {
  push(chunk: Buffer): void;
  end(): void;
}

/** May change the first bytes of a stream. */
export interface BodyRewriter {
  readonly done: boolean;
  push(chunk: Buffer): Buffer;
}

/** What may be done with a body besides passing its bytes on. */
export interface ForwardingOptions {
  readonly reader?: BodyReader | undefined;
  readonly rewriter?: BodyRewriter | undefined;
}

/** Longest answer that leaves together with its head. */
const MAX_WHOLE_BYTES = 16 * 1024;

/** Forwards one answer to the editor as it comes, at the pace at which the editor takes it. */
export class ResponseForwarder {
  readonly #response: ServerResponse;
  readonly #controller: UpstreamController;
  readonly #reader: BodyReader | undefined;
  #rewriter: BodyRewriter | undefined;
  #silent = true;
  #paused = false;
  #length: string | string[] | undefined;
  #whole: Buffer | undefined;

  constructor(
    response: ServerResponse,
    controller: UpstreamController,
    options: ForwardingOptions,
  ) {
    this.#response = response;
    this.#controller = controller;
    this.#reader = options.reader;
    this.#rewriter = options.rewriter;
  }

  /** Writes the head, given the server's. Without a content length it leaves at once, even when no body follows for a while. */
  start(status: number, headers: HeaderFields): void {
    const response = this.#response;
    response.sendDate = headers["date"] === undefined;
    // What is rewritten changes its length.
    if (this.#rewriter !== undefined) delete headers["content-length"];
    this.#length = headers["content-length"];
    response.writeHead(status, responseHeaders(headers));
    // Not before the bytes that arrived together with the head: they share a packet with it.
    if (this.#length === undefined) process.nextTick(flushIfSilent, this);
  }

  data(chunk: Buffer): void {
    this.#reader?.push(chunk);
    let out = chunk;
    if (this.#rewriter !== undefined) {
      out = this.#rewriter.push(chunk);
      if (this.#rewriter.done) this.#rewriter = undefined;
      if (out.length === 0) return;
    }
    this.#silent = false;
    if (out.length <= MAX_WHOLE_BYTES && String(out.length) === this.#length) this.#whole = out;
    else if (!this.#response.write(out)) this.#pause();
  }

  end(): void {
    this.#silent = false;
    // As Latin-1 text it joins the head in one string and one write; bytes would be a second part.
    if (this.#whole !== undefined) this.#response.end(this.#whole.toString("latin1"), "latin1");
    else this.#response.end();
    this.#reader?.end();
  }

  flushIfSilent(): void {
    if (this.#silent && !this.#response.destroyed) this.#response.flushHeaders();
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#controller.pause();
    this.#response.once("drain", () => {
      this.#paused = false;
      this.#controller.resume();
    });
  }
}

function flushIfSilent(forwarder: ResponseForwarder): void {
  forwarder.flushIfSilent();
}
