import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

/** How much of a request is kept, so that it can be sent again after a refusal. */
export const MAX_KEPT_BODY_BYTES = 4 * 1024 * 1024;

/** The body of a request of the editor. */
export type RequestBody =
  | { readonly kind: "kept"; readonly bytes: Buffer }
  /** Too big to keep: its beginning, and the whole of it to be read once. */
  | {
      readonly kind: "streamed";
      readonly beginning: Buffer;
      readonly whole: Readable;
    };

const EMPTY: RequestBody = { kind: "kept", bytes: Buffer.alloc(0) };

/**
 * Reads a body up to the cap. `done` is called once: with the body, with its stream beyond the cap,
 * or not at all when the client goes away first.
 */
export function readBody(request: IncomingMessage, done: (body: RequestBody) => void): void {
  if (request.method !== "POST") {
    request.resume();
    done(EMPTY);
    return;
  }
  let first: Buffer | undefined;
  let chunks: Buffer[] | undefined;
  let size = 0;
  const onData = (chunk: Buffer) => {
    size += chunk.length;
    if (first === undefined) first = chunk;
    else (chunks ??= [first]).push(chunk);
    if (size <= MAX_KEPT_BODY_BYTES) return;
    request.off("data", onData).off("end", onEnd).pause();
    const beginning = chunks ?? [chunk];
    done({
      kind: "streamed",
      beginning: Buffer.concat(beginning),
      whole: Readable.from(joined(beginning, request), { objectMode: false }),
    });
  };
  const onEnd = () => {
    if (first === undefined) done(EMPTY);
    else done({ kind: "kept", bytes: chunks === undefined ? first : Buffer.concat(chunks) });
  };
  request.on("data", onData).on("end", onEnd);
}

async function* joined(beginning: readonly Buffer[], rest: IncomingMessage): AsyncIterable<Buffer> {
  yield* beginning;
  // The connection is still needed for the answer when the server does not read to the end.
  yield* rest.iterator({ destroyOnReturn: false });
}
