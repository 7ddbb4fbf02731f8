// A process of its own: what the HTTP libraries cost by themselves. `node:http` in front, undici's `dispatch` behind,
// one fixed header, and nothing else: no guard, no credential source, no replay. First argument: port of the server.
// Message to the parent: {port}.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import type { Dispatcher } from "undici";
import Pool from "undici/lib/dispatcher/pool.js";

const TOKEN = "bench-token";

const pool = new Pool(`http://127.0.0.1:${process.argv[2]}`, {
  allowH2: false,
  pipelining: 1,
  headersTimeout: 0,
  bodyTimeout: 0,
});

/** Passes an answer on as it comes. */
class Relay implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#response.on("close", () => {
      if (!this.#response.writableFinished) controller.abort(new Error("The client went away"));
    });
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    const { connection: _connection, "transfer-encoding": chunked, ...kept } = headers;
    this.#response.writeHead(status, kept);
    if (chunked !== undefined) this.#response.flushHeaders();
    this.#response.on("drain", () => controller.resume());
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#response.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.#response.end();
  }

  onResponseError(): void {
    this.#response.destroy();
  }
}

function forward(request: IncomingMessage, body: Buffer | null, response: ServerResponse): void {
  const { host: _host, connection: _connection, ...headers } = request.headers;
  pool.dispatch(
    {
      path: request.url ?? "/",
      method: request.method === "POST" ? "POST" : "GET",
      headers: { ...headers, authorization: `Bearer ${TOKEN}` },
      body,
    },
    new Relay(response),
  );
}

const front = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () =>
    forward(request, request.method === "POST" ? Buffer.concat(chunks) : null, response),
  );
});
front.listen(0, "127.0.0.1", () => {
  const address = front.address();
  if (typeof address === "object" && address !== null) process.send?.({ port: address.port });
});
process.on("disconnect", () => process.exit());
