import { t } from "@vscode/l10n";
import type { ServerResponse } from "node:http";

import { Failure } from "../failure.ts";
import { ResultReader, type ReadResult } from "./resultReader.ts";
import { EndpointRewriter } from "./sse/endpointEvent.ts";
import type { ForwardingOptions, BodyReader } from "./responseForwarder.ts";
import { webAddress } from "./target.ts";

/** A stream of the old HTTP+SSE transport (MCP 2024-11-05) and the address that it announced for posts. */
export class EndpointStream implements BodyReader {
  /** Path and query for the posts, at the server's own origin; empty until announced. */
  path = "";
  readonly #response: ServerResponse;
  #resultReader: ResultReader | undefined;
  #tail = "\n\n";
  #queue: string[] = [];

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Looks at the answers that follow until one tells the server's state. */
  expect(report: (answer: ReadResult) => void): void {
    this.#resultReader = new ResultReader(true, report);
  }

  /** Sends a JSON-RPC message to the editor in the server's place, between two events of the server. */
  send(message: string): void {
    this.#queue.push(`event: message\ndata: ${message}\n\n`);
    this.#flush();
  }

  push(chunk: Buffer): void {
    this.#resultReader?.push(chunk);
    this.#tail = (this.#tail + chunk.toString("latin1", Math.max(0, chunk.length - 4))).slice(-4);
    if (this.#queue.length > 0) queueMicrotask(() => this.#flush());
  }

  end(): void {
    this.#resultReader?.end();
  }

  #flush(): void {
    if (!/(?:\n\n|\r\r|\r\n\r\n)$/.test(this.#tail) || this.#response.writableEnded) return;
    for (const event of this.#queue) this.#response.write(event);
    this.#queue = [];
  }
}

/** The addresses that old servers have announced and that posts may therefore go to, while their streams last. */
export class Endpoints {
  readonly #streams = new Map<
    string,
    { readonly server: string; readonly stream: EndpointStream }
  >();
  #count = 0;

  /** The stream whose posts come to this route of the gateway. */
  find(server: string, endpoint: string): EndpointStream | undefined {
    const found = this.#streams.get(endpoint);
    return found?.server === server ? found.stream : undefined;
  }

  /** How to forward an event stream of a GET, so that an announced address is replaced by one of the gateway. */
  watch(server: string, url: string, response: ServerResponse): ForwardingOptions {
    const stream = new EndpointStream(response);
    const rewriter = new EndpointRewriter((announced) => {
      stream.path = pathAt(server, url, announced);
      const endpoint = String(++this.#count);
      this.#streams.set(endpoint, { server, stream });
      response.once("close", () => this.#streams.delete(endpoint));
      return `/${encodeURIComponent(server)}/${endpoint}`;
    });
    return { reader: stream, rewriter };
  }
}

/** Path and query of an announced address, which has to be at the server's own origin. */
function pathAt(server: string, url: string, announced: string): string {
  const address = webAddress(announced, url);
  if (address === undefined)
    throw new Failure(
      "redirectedElsewhere",
      t(
        "“{0}” announced an address for messages that cannot be read. Tell the server's administrator.",
        server,
      ),
    );
  const { origin, pathname, search } = address;
  if (origin !== new URL(url).origin)
    throw new Failure(
      "redirectedElsewhere",
      t(
        "“{0}” wants messages to go to {1}, which is another origin than that of its URL. Nothing was sent there. If that is where the server lives now, change its URL in the settings.",
        server,
        origin,
      ),
      { origin },
    );
  return pathname + search;
}
