import { decoded, EventLines, fieldOf } from "./sse/eventStream.ts";

/** Longest answer that is looked into. */
const MAX_RESULT_BYTES = 1024 * 1024;

/** What the answer to one of the two requests says whose answers tell the state of a server. */
export type ReadResult =
  /** It is a page or something else that is no message of JSON-RPC. */
  | { readonly kind: "notMcp" }
  | { readonly kind: "initialized" }
  | {
      readonly kind: "tools";
      /** Tools on this page. */
      readonly count: number;
      readonly nextCursor?: string;
    };

/** Reads along an answer, JSON or event stream, until it has seen the result; gives up on big ones. */
export class ResultReader {
  readonly #report: (answer: ReadResult) => void;
  readonly #lines: EventLines | undefined;
  #chunks: Buffer[] = [];
  #data: string[] = [];
  #size = 0;
  #done = false;

  constructor(isEventStream: boolean, report: (answer: ReadResult) => void) {
    this.#report = report;
    this.#lines = isEventStream ? new EventLines() : undefined;
  }

  push(chunk: Buffer): void {
    if (this.#done) return;
    this.#size += chunk.length;
    if (this.#size > MAX_RESULT_BYTES) {
      this.#finish();
      return;
    }
    if (this.#lines === undefined) {
      this.#chunks.push(chunk);
      return;
    }
    for (const { text } of this.#lines.push(chunk)) {
      const field = fieldOf(text);
      if (field?.name === "data") this.#data.push(field.value);
      if (text === "" && this.#data.length > 0) {
        this.#inspect(decoded(this.#data.join("\n")));
        this.#data = [];
      }
    }
  }

  end(): void {
    if (this.#done) return;
    const text = this.#lines === undefined ? Buffer.concat(this.#chunks).toString("utf8") : "";
    this.#inspect(text);
    if (text !== "" && !this.#done && !isMessage(text)) this.#report({ kind: "notMcp" });
    this.#finish();
  }

  #inspect(text: string): void {
    const answer = resultIn(text);
    if (answer === undefined) return;
    this.#finish();
    this.#report(answer);
  }

  #finish(): void {
    this.#done = true;
    this.#chunks = [];
    this.#data = [];
  }
}

/** What a JSON-RPC message says, if it is a result of `initialize` or `tools/list`. */
function resultIn(text: string): ReadResult | undefined {
  const result = member(parse(text), "result");
  const tools = member(result, "tools");
  if (Array.isArray(tools)) {
    const nextCursor = member(result, "nextCursor");
    return {
      kind: "tools",
      count: tools.length,
      ...(typeof nextCursor === "string" ? { nextCursor } : {}),
    };
  }
  return typeof member(result, "protocolVersion") === "string"
    ? { kind: "initialized" }
    : undefined;
}

/** Whether a text is a message of JSON-RPC, or a batch of them. */
function isMessage(text: string): boolean {
  const value = parse(text);
  return Array.isArray(value) || member(value, "jsonrpc") !== undefined;
}

/** The cursor that a `tools/list` request names. */
export function requestedCursor(body: Buffer): string | undefined {
  const cursor = member(member(parse(body.toString("utf8")), "params"), "cursor");
  return typeof cursor === "string" ? cursor : undefined;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
