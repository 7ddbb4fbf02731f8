import type { Comment, ScalarNode, StringNode } from "./node.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  e: "\u001b",
  '"': '"',
  "\\": "\\",
};

/** Reads TOML's tokens from a text, one after the other, and keeps the comments on the way. */
export class TomlScanner {
  readonly comments: Comment[] = [];
  /** Where the next character is read. */
  offset: number;
  /** End of the last token, without the blanks behind it. */
  contentEnd = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    this.offset = text.startsWith("\uFEFF") ? 1 : 0;
  }

  get atEnd(): boolean {
    return this.offset >= this.#text.length;
  }

  /** Takes a token if it stands here, and the blanks behind it. */
  take(token: string): boolean {
    this.#skipSpaces();
    if (!this.#text.startsWith(token, this.offset)) return false;
    this.#advance(token.length);
    return true;
  }

  /** Skips blanks, line ends and comments. */
  skipBlank(): void {
    for (;;) {
      this.#match(/[ \t\r\n]*/y);
      const comment = this.#match(/#[^\n\r]*/y);
      if (comment === undefined) return;
      const offset = this.offset - comment.length;
      this.comments.push({ offset, length: comment.length, text: comment });
    }
  }

  skipLine(): void {
    this.#match(/[^\n]*\n?/y);
  }

  /** Reads `a."b c".d`; empty where no key stands here. */
  readKeys(): StringNode[] {
    const keys: StringNode[] = [];
    do {
      this.#skipSpaces();
      const key = this.readString() ?? this.#readBareKey();
      if (key === undefined) return [];
      keys.push(key);
    } while (this.take("."));
    return keys;
  }

  /** Reads a string of any of the four kinds; undefined where none stands here. */
  readString(): StringNode | undefined {
    this.#skipSpaces();
    for (const delimiter of ['"""', "'''", '"', "'"]) {
      if (this.#text.startsWith(delimiter, this.offset)) return this.#readQuoted(delimiter);
    }
    return undefined;
  }

  /** Reads a number, a boolean or a date. */
  readScalar(): ScalarNode | undefined {
    this.#skipSpaces();
    const offset = this.offset;
    const word = this.#match(/[^\s,\]}#]+/y);
    if (word === undefined) return undefined;
    this.contentEnd = this.offset;
    return { type: "scalar", value: scalarValue(word), offset, length: word.length };
  }

  #readBareKey(): StringNode | undefined {
    const offset = this.offset;
    const value = this.#match(/[A-Za-z0-9_-]+/y);
    if (value === undefined) return undefined;
    this.contentEnd = this.offset;
    return { type: "string", value, offset, length: value.length, quote: 0, plain: true };
  }

  #readQuoted(delimiter: string): StringNode {
    const offset = this.offset;
    const bodyStart = offset + delimiter.length;
    const bodyEnd = this.#endOfString(bodyStart, delimiter);
    const body = this.#text.slice(bodyStart, bodyEnd);
    this.offset = Math.min(bodyEnd + delimiter.length, this.#text.length);
    // An unterminated string of one line ends with its line, without a delimiter.
    if (!this.#text.startsWith(delimiter, bodyEnd)) this.offset = bodyEnd;
    this.contentEnd = this.offset;
    const value = decode(body, delimiter);
    return {
      type: "string",
      value,
      offset,
      length: this.offset - offset,
      quote: delimiter.length,
      plain: value === body,
    };
  }

  #endOfString(from: number, delimiter: string): number {
    const multiLine = delimiter.length === 3;
    for (let index = from; index < this.#text.length; index += 1) {
      const character = this.#text[index];
      if (character === "\\" && delimiter.startsWith('"')) {
        index += 1;
      } else if (character === "\n" && !multiLine) {
        return index;
      } else if (this.#text.startsWith(delimiter, index)) {
        // Up to two quotes may stand directly before the closing three.
        return multiLine ? index + this.#quotesBefore(index, delimiter) : index;
      }
    }
    return this.#text.length;
  }

  /** Counts the quotes that belong to the value although the delimiter could begin with them. */
  #quotesBefore(index: number, delimiter: string): number {
    let count = 0;
    while (count < 2 && this.#text[index + delimiter.length + count] === delimiter[0]) count += 1;
    return count;
  }

  #skipSpaces(): void {
    this.#match(/[ \t]*/y);
  }

  #advance(length: number): void {
    this.offset += length;
    this.contentEnd = this.offset;
    this.#skipSpaces();
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset;
    const match = pattern.exec(this.#text)?.[0];
    if (match === undefined || match === "") return undefined;
    this.offset += match.length;
    return match;
  }
}

function decode(body: string, delimiter: string): string {
  const text = delimiter.length === 3 ? body.replace(/^\r?\n/, "") : body;
  if (delimiter.startsWith("'")) return text;
  return text.replaceAll(
    /\\(?:[ \t]*\r?\n\s*|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(.))/g,
    (whole, short?: string, long?: string, byte?: string, simple?: string) => {
      const hex = short ?? long ?? byte;
      if (hex !== undefined) return fromCodePoint(Number.parseInt(hex, 16)) ?? whole;
      return simple === undefined ? "" : (ESCAPES[simple] ?? whole);
    },
  );
}

function fromCodePoint(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function scalarValue(word: string): number | boolean | undefined {
  if (word === "true" || word === "false") return word === "true";
  const number = Number(word.replaceAll("_", ""));
  return Number.isNaN(number) ? undefined : number;
}
