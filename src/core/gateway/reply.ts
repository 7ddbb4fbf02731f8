import type { IncomingMessage, ServerResponse } from "node:http";

import type { EndpointStream } from "./endpoints.ts";
import { errorAnswer } from "./jsonRpc.ts";
import type { RequestBody } from "./requestBody.ts";

/** Answers a request of the editor in the server's place. */
export class Reply {
  /** Whether an answer was given here. */
  given = false;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
  }

  /** Sends a whole answer, unless the server's has begun. */
  send(status: number, headers: Readonly<Record<string, string>> = {}, body = ""): void {
    if (this.#response.headersSent || this.#response.destroyed) return;
    this.given = true;
    this.#response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
    this.#response.end(body);
    this.#request.resume();
  }

  /**
   * Answers each JSON-RPC request of a POST with an error; never with a status that would make the editor
   * sign in by itself or change the transport. The closing of a session succeeds, and a stream is left to `stream`.
   */
  refuse(
    error: { readonly code: number; readonly sentence: string },
    to: { readonly body: RequestBody | undefined; readonly oldStream?: EndpointStream | undefined },
    refuseStream: () => void,
  ): void {
    if (this.#request.method === "DELETE") return this.send(200);
    if (this.#request.method !== "POST") return refuseStream();
    const bytes = to.body?.kind === "streamed" ? to.body.beginning : to.body?.bytes;
    const answer = errorAnswer(bytes ?? Buffer.alloc(0), error.code, error.sentence);
    if (answer.body === "") return this.send(answer.status);
    if (to.oldStream === undefined)
      return this.send(answer.status, { "content-type": "application/json" }, answer.body);
    // In the old transport answers come on the stream, and those to the posts are not read.
    to.oldStream.send(answer.body);
    this.send(202);
  }

  /** Answers that a stream or a method is not to be had, which an editor takes quietly. */
  refuseStream(): void {
    this.send(405, { allow: "POST, DELETE" });
  }
}
