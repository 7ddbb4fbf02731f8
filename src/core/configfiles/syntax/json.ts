import type { TextRange } from "../../finding.ts";
import { visit } from "jsonc-parser";
import type { JSONVisitor } from "jsonc-parser";
import type { Comment, ConfigNode, Member, ParsedText, StringNode, SyntaxProblem } from "./node.ts";
import { rangeEnd } from "./node.ts";

/**
 * Reads JSON with comments, trailing commas and a byte order mark, and reports where a strict parser would stop.
 * Broken text gives what can still be read; text whose outer braces are missing is read as if they were there.
 */
export function parseJson(text: string): ParsedText {
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  const parsed = read(text.slice(start), start, text.length);
  const problems = start > 0 ? [byteOrderMark, ...parsed.problems] : parsed.problems;
  if (parsed.root?.type === "string" && parsed.problems.length > 0) {
    const wrapped = read(`{${text.slice(start)}}`, start - 1, text.length);
    return { root: wrapped.root, comments: parsed.comments, problems };
  }
  return { ...parsed, problems };
}

const byteOrderMark: SyntaxProblem = { problem: "byteOrderMark", offset: 0, length: 1 };

/** An object or array that is still open, in which members and items are collected. */
interface Open {
  readonly type: "object" | "array";
  readonly offset: number;
  readonly members: Member[];
  readonly items: ConfigNode[];
  /** The key that waits for its value. */
  key: StringNode | undefined;
}

/**
 * Reads a text whose first character stands at `shift` in the file. No place lies outside of the file, which ends at
 * `fileEnd`: braces that were put around the text have none of their own.
 */
function read(text: string, shift: number, fileEnd: number): ParsedText {
  const at = (offset: number): number => Math.min(Math.max(0, offset + shift), fileEnd);
  const rangeOf = (offset: number, length: number): TextRange => ({
    offset: at(offset),
    length: at(offset + length) - at(offset),
  });
  const stack: Open[] = [];
  const comments: Comment[] = [];
  const problems: SyntaxProblem[] = [];
  let root: ConfigNode | undefined;
  let comma: number | undefined;

  const add = (node: ConfigNode): void => {
    comma = undefined;
    const open = stack.at(-1);
    if (open === undefined) {
      root ??= node;
    } else if (open.type === "array") {
      open.items.push(node);
    } else if (open.key !== undefined) {
      const length = rangeEnd(node) - open.key.offset;
      open.members.push({ key: open.key, value: node, offset: open.key.offset, length });
      open.key = undefined;
    }
  };
  const dropKey = (open: Open | undefined): void => {
    if (open?.key === undefined) return;
    const { offset, length } = open.key;
    open.members.push({ key: open.key, value: undefined, offset, length });
    open.key = undefined;
  };
  const begin = (type: "object" | "array") => (offset: number) => {
    comma = undefined;
    stack.push({ type, offset: at(offset), members: [], items: [], key: undefined });
  };
  const end = (offset: number, length: number): void => {
    if (comma !== undefined) problems.push({ problem: "trailingComma", offset: comma, length: 1 });
    close(at(offset + length));
  };
  const close = (endOffset: number): void => {
    const open = stack.pop();
    if (open === undefined) return;
    dropKey(open);
    const range = { offset: open.offset, length: endOffset - open.offset };
    add(
      open.type === "object"
        ? { type: "object", members: open.members, ...range }
        : { type: "array", items: open.items, ...range },
    );
  };
  const string = (value: string, offset: number, length: number): StringNode => ({
    type: "string",
    value,
    ...rangeOf(offset, length),
    quote: 1,
    // Every escape is longer than what it stands for.
    plain: value.length === length - 2,
  });
  const visitor: JSONVisitor = {
    onObjectBegin: begin("object"),
    onArrayBegin: begin("array"),
    onObjectEnd: end,
    onArrayEnd: end,
    onObjectProperty(name, offset, length) {
      comma = undefined;
      const open = stack.at(-1);
      dropKey(open);
      if (open !== undefined) open.key = string(name, offset, length);
    },
    onLiteralValue(value: unknown, offset, length) {
      if (typeof value === "string") add(string(value, offset, length));
      else add({ type: "scalar", value: scalar(value), ...rangeOf(offset, length) });
    },
    onSeparator(character, offset) {
      if (character !== ",") return;
      dropKey(stack.at(-1));
      comma = at(offset);
    },
    onComment(offset, length) {
      const comment = text.slice(offset, offset + length);
      comments.push({ ...rangeOf(offset, length), text: comment });
      problems.push({ problem: "comment", ...rangeOf(offset, length) });
    },
    onError(_error, offset, length) {
      problems.push({ problem: "invalid", ...rangeOf(offset, length) });
    },
  };
  visit(text, visitor, { allowTrailingComma: true });
  while (stack.length > 0) close(at(text.length));
  return { root, comments, problems };
}

function scalar(value: unknown): number | boolean | null | undefined {
  return typeof value === "number" || typeof value === "boolean" || value === null
    ? value
    : undefined;
}
