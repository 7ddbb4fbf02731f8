import { decoded, EventLines, fieldOf, type EventLine } from "./eventStream.ts";

/** Longest first event that is looked at. */
const MAX_HELD_CHARACTERS = 64 * 1024;

/**
 * Looks for the `endpoint` event that opens a stream of the old HTTP+SSE transport (MCP 2024-11-05), and puts
 * another address in its place. Everything else passes byte for byte, comments at once.
 */
export class EndpointRewriter {
  readonly #lines = new EventLines();
  readonly #rewrite: (endpoint: string) => string;
  #event: EventLine[] = [];
  #heldCharacters = 0;
  #done = false;

  /** `rewrite` gives the new address, or throws to end the stream. */
  constructor(rewrite: (endpoint: string) => string) {
    this.#rewrite = rewrite;
  }

  /** Whether everything from here on passes as it is. */
  get done(): boolean {
    return this.#done;
  }

  /** What to pass on for a chunk; may be empty while an event is incomplete. */
  push(chunk: Buffer): Buffer {
    if (this.#done) return chunk;
    let out = "";
    for (const line of this.#lines.push(chunk)) out += this.#done ? line.raw : this.#take(line);
    if (this.#heldCharacters > MAX_HELD_CHARACTERS) {
      this.#done = true;
      out += this.#event.map(({ raw }) => raw).join("");
    }
    if (this.#done) out += this.#lines.takeRest();
    return Buffer.from(out, "latin1");
  }

  #take(line: EventLine): string {
    if (fieldOf(line.text) !== undefined) {
      this.#event.push(line);
      this.#heldCharacters += line.raw.length;
      return "";
    }
    if (line.text !== "") {
      if (this.#event.length === 0) return line.raw;
      this.#event.push(line);
      return "";
    }
    return this.#finish(line);
  }

  #finish(blank: EventLine): string {
    const lines = this.#event;
    this.#event = [];
    this.#heldCharacters = 0;
    const unchanged = lines.map(({ raw }) => raw).join("") + blank.raw;
    const fields = lines.flatMap(({ text }) => fieldOf(text) ?? []);
    const data = fields.filter(({ name }) => name === "data");
    if (data.length === 0) return unchanged;
    this.#done = true;
    if (fields.findLast(({ name }) => name === "event")?.value !== "endpoint") return unchanged;
    const endpoint = this.#rewrite(decoded(data.map(({ value }) => value).join("\n")));
    // With ends of our own: those received may be spread over two chunks.
    const others = lines.filter(
      ({ raw, text }) => raw.length > text.length && fieldOf(text)?.name !== "data",
    );
    return `${others.map(({ text }) => `${text}\n`).join("")}data: ${endpoint}\n${blank.raw}`;
  }
}
