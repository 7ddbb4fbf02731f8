import type { TextEdit, TextRange } from "../../finding.ts";

/** One value of a configuration file with its place in the text, the same for JSON and TOML. Offsets are UTF-16 code units. */
export type ConfigNode = ObjectNode | ArrayNode | StringNode | ScalarNode;

export interface ObjectNode extends TextRange {
  readonly type: "object";
  readonly members: readonly Member[];
}

export interface ArrayNode extends TextRange {
  readonly type: "array";
  readonly items: readonly ConfigNode[];
}

export interface StringNode extends TextRange {
  readonly type: "string";
  readonly value: string;
  /** Length of the opening delimiter: 1 for quotes, 3 for TOML's multi-line strings, 0 for a bare TOML key. */
  readonly quote: number;
  /** Whether the text between the delimiters is the value, character by character, so that parts of it have a place. */
  readonly plain: boolean;
}

/** A number, a boolean, null, a TOML date, or a value that could not be read (`value` undefined). */
export interface ScalarNode extends TextRange {
  readonly type: "scalar";
  readonly value: number | boolean | null | undefined;
}

/** A key of an object with its value. The range reaches from the key to the end of the value. */
export interface Member extends TextRange {
  readonly key: StringNode;
  /** Missing while the user is still typing. */
  readonly value: ConfigNode | undefined;
}

/** A part of a string's value, `start` and `end` counted in the value. */
export interface Span {
  readonly node: StringNode;
  readonly start: number;
  readonly end: number;
}

/** A comment, delimiters included. */
export interface Comment extends TextRange {
  readonly text: string;
}

/** A place that the parser of the format refuses, and what stands there. */
export interface SyntaxProblem extends TextRange {
  readonly problem: "comment" | "trailingComma" | "byteOrderMark" | "invalid";
}

/** What a parser gives: as much of a tree as could be read, and what was in the way. */
export interface ParsedText {
  readonly root: ConfigNode | undefined;
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
}

/** The last member with this key, which is the one that parsers keep. */
export function memberOf(node: ConfigNode | undefined, key: string): Member | undefined {
  if (node?.type !== "object") return undefined;
  // A plain loop: this is called some hundred times for each server.
  for (let index = node.members.length - 1; index >= 0; index -= 1) {
    const member = node.members[index];
    if (member?.key.value === key) return member;
  }
  return undefined;
}

export function stringOf(node: ConfigNode | undefined): StringNode | undefined {
  return node?.type === "string" ? node : undefined;
}

export function objectOf(node: ConfigNode | undefined): ObjectNode | undefined {
  return node?.type === "object" ? node : undefined;
}

/** The whole value of a string as a span. */
export function spanOf(node: StringNode): Span {
  return { node, start: 0, end: node.value.length };
}

/** A part of a span, `start` and `end` counted from its beginning. */
export function subSpan(span: Span, start: number, end = span.end - span.start): Span {
  return { node: span.node, start: span.start + start, end: span.start + end };
}

export function spanText(span: Span): string {
  return span.node.value.slice(span.start, span.end);
}

/** Where a span stands in the text; the whole string where escapes or joined lines blur the parts. */
export function spanRange({ node, start, end }: Span): TextRange {
  if (!node.plain) return { offset: node.offset, length: node.length };
  if (end <= start) return { offset: node.offset, length: node.length };
  return { offset: node.offset + node.quote + start, length: end - start };
}

/** The edit that puts other text in a span's place, escaped as the string around it needs it. */
export function replaceSpan({ node, start, end }: Span, text: string): TextEdit {
  if (node.plain && node.quote > 0 && isPlain(text)) {
    return {
      range: { offset: node.offset + node.quote + start, length: end - start },
      text,
    };
  }
  const value = node.value.slice(0, start) + text + node.value.slice(end);
  const range = { offset: node.offset, length: node.length };
  return { range, text: node.quote === 0 && BARE_KEY.test(value) ? value : quote(value) };
}

/** A key that TOML takes without quotes. */
const BARE_KEY = /^[A-Za-z0-9_-]+$/;

/** A string literal that both JSON and TOML read. */
export function quote(value: string): string {
  return JSON.stringify(value).replaceAll("\u007f", String.raw`\u007f`);
}

/** Whether text reads the same between any quotes of JSON and TOML. */
function isPlain(text: string): boolean {
  // Quotes, backslash and control characters need escaping somewhere.
  for (const character of text) {
    if (character === '"' || character === "'" || character === "\\") return false;
    if (character < " " || character === "\u007f") return false;
  }
  return true;
}

export function rangeEnd(range: TextRange): number {
  return range.offset + range.length;
}
