const CR = "\r";
const LF = "\n";
/** U+FEFF in UTF-8, read as Latin-1. */
const BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

/** One line of an event stream, as received and without its terminator. */
export interface EventLine {
  /** With its terminator: what is to be passed on. */
  readonly raw: string;
  readonly text: string;
}

/**
 * Cuts an event stream into lines (WHATWG HTML, section 9.2.6: CRLF, LF or CR). Works on Latin-1 text, one
 * character for each byte, so that whatever is passed on stays what it was.
 */
export class EventLines {
  #rest = "";
  /** The last line ended in CR at the end of a chunk: an LF that follows belongs to it. */
  #afterCr = false;
  #atStart = true;

  /** The lines that a chunk completes. */
  push(chunk: Buffer): EventLine[] {
    const text = this.#rest + chunk.toString("latin1");
    const lines: EventLine[] = [];
    let start = 0;
    let at = this.#rest.length;
    if (this.#afterCr && text.length > 0) {
      this.#afterCr = false;
      if (text[0] === LF) {
        lines.push({ raw: LF, text: LINE_FEED_OF_CRLF });
        start = 1;
        at = 1;
      }
    }
    for (; at < text.length; at++) {
      const character = text[at];
      if (character !== CR && character !== LF) continue;
      let end = at + 1;
      if (character === CR && end === text.length) this.#afterCr = true;
      if (character === CR && text[end] === LF) end++;
      lines.push({ raw: text.slice(start, end), text: this.#unmarked(text.slice(start, at)) });
      start = end;
      at = end - 1;
    }
    this.#rest = text.slice(start);
    return lines;
  }

  /** A line without the byte order mark that may open the stream. */
  #unmarked(line: string): string {
    if (!this.#atStart) return line;
    this.#atStart = false;
    return line.startsWith(BYTE_ORDER_MARK) ? line.slice(BYTE_ORDER_MARK.length) : line;
  }

  /** What has arrived since the last line ended; empties it. */
  takeRest(): string {
    const rest = this.#rest;
    this.#rest = "";
    return rest;
  }
}

/** Stands for the LF of a CRLF that two chunks divided; a comment, which readers of lines skip. */
const LINE_FEED_OF_CRLF = ":";

/** A line's field name and value; undefined for comments and blank lines. */
export function fieldOf(
  line: string,
): { readonly name: string; readonly value: string } | undefined {
  const colon = line.indexOf(":");
  if (line === "" || colon === 0) return undefined;
  if (colon === -1) return { name: line, value: "" };
  const value = line.slice(colon + 1);
  return { name: line.slice(0, colon), value: value.startsWith(" ") ? value.slice(1) : value };
}

/** The UTF-8 text that Latin-1 characters stand for. */
export function decoded(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8");
}
