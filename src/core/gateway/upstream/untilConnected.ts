import type { HeaderFields, UpstreamController, UpstreamHandler } from "./upstreamPort.ts";

/** Passes an answer through; a request that could not leave goes another way. */
export class UntilConnected implements UpstreamHandler {
  readonly #handler: UpstreamHandler;
  readonly #otherwise: (error: Error) => void;
  #connected = false;

  /** `otherwise` takes over when no connection could be made. */
  constructor(handler: UpstreamHandler, otherwise: (error: Error) => void) {
    this.#handler = handler;
    this.#otherwise = otherwise;
  }

  onRequestStart(controller: UpstreamController): void {
    this.#connected = true;
    this.#handler.onRequestStart(controller);
  }

  onResponseStart(controller: UpstreamController, status: number, headers: HeaderFields): void {
    this.#handler.onResponseStart(controller, status, headers);
  }

  onResponseData(controller: UpstreamController, chunk: Buffer): void {
    this.#handler.onResponseData(controller, chunk);
  }

  onResponseEnd(controller: UpstreamController): void {
    this.#handler.onResponseEnd(controller);
  }

  onResponseError(controller: UpstreamController | null, error: Error): void {
    // Once connected, the server may have acted on the request: it is not sent again.
    if (this.#connected) this.#handler.onResponseError(controller, error);
    else this.#otherwise(error);
  }
}
