import { parse, TomlError } from "smol-toml";
import type { ConfigNode, ParsedText, StringNode, SyntaxProblem } from "./node.ts";
import { TomlScanner } from "./tomlScanner.ts";
import { freeze, newTable, tableAt } from "./tomlTable.ts";
import type { Table } from "./tomlTable.ts";

/**
 * Reads TOML 1.0 with the places of keys and values. Whether the text is valid is smol-toml's judgement;
 * this reader goes on behind what it does not understand, at the next line.
 */
export function parseToml(text: string): ParsedText {
  const scanner = new TomlScanner(text);
  const root = newTable(0);
  let current: Table = root;
  for (scanner.skipBlank(); !scanner.atEnd; scanner.skipBlank()) {
    const start = scanner.offset;
    const table = readHeader(scanner, root);
    if (table !== undefined) current = table;
    else if (!readAssignment(scanner, current)) scanner.skipLine();
    if (scanner.offset === start) scanner.skipLine();
    extend(current, root, scanner.contentEnd);
  }
  root.end = text.length;
  return { root: freeze(root), comments: scanner.comments, problems: syntaxProblems(text) };
}

/** Reads `[a.b]` or `[[a.b]]`; undefined where the line is no header. */
function readHeader(scanner: TomlScanner, root: Table): Table | undefined {
  const start = scanner.offset;
  const isArray = scanner.take("[[");
  if (!isArray && !scanner.take("[")) return undefined;
  const keys = scanner.readKeys();
  if (keys.length === 0 || !scanner.take(isArray ? "]]" : "]")) {
    scanner.skipLine();
    return undefined;
  }
  return tableAt(root, keys, start, isArray);
}

function readAssignment(scanner: TomlScanner, table: Table): boolean {
  const keys = scanner.readKeys();
  if (keys.length === 0 || !scanner.take("=")) return false;
  const value = readValue(scanner, 0);
  assign(table, keys, value, scanner.contentEnd);
  return true;
}

function assign(
  table: Table,
  keys: readonly StringNode[],
  value: ConfigNode | undefined,
  end: number,
): void {
  const first = keys[0];
  const last = keys.at(-1);
  if (first === undefined || last === undefined) return;
  const holder = keys.length === 1 ? table : tableAt(table, keys.slice(0, -1), first.offset, false);
  holder.entries.push({ key: last, value, start: first.offset });
  extend(holder, table, end);
}

/** Moves the ends of a table, and of the tables around it, behind what was just read in it. */
function extend(table: Table, upTo: Table, end: number): void {
  for (let one: Table | undefined = table; one !== undefined; one = one.parent) {
    one.end = Math.max(one.end, end);
    if (one === upTo) return;
  }
}

/** Values deeper than this are not read; no client nests them. */
const MAX_DEPTH = 50;

function readValue(scanner: TomlScanner, depth: number): ConfigNode | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const start = scanner.offset;
  const string = scanner.readString();
  if (string !== undefined) return string;
  if (scanner.take("[")) return readArray(scanner, start, depth);
  if (scanner.take("{")) return readInlineTable(scanner, start, depth);
  return scanner.readScalar();
}

function readArray(scanner: TomlScanner, start: number, depth: number): ConfigNode {
  const items: ConfigNode[] = [];
  for (;;) {
    scanner.skipBlank();
    if (scanner.take("]") || scanner.atEnd) break;
    const item = readValue(scanner, depth + 1);
    if (item === undefined) break;
    items.push(item);
    scanner.skipBlank();
    scanner.take(",");
  }
  return { type: "array", items, offset: start, length: scanner.contentEnd - start };
}

function readInlineTable(scanner: TomlScanner, start: number, depth: number): ConfigNode {
  const table = newTable(start);
  for (;;) {
    scanner.skipBlank();
    if (scanner.take("}") || scanner.atEnd) break;
    const keys = scanner.readKeys();
    if (keys.length === 0 || !scanner.take("=")) break;
    const value = readValue(scanner, depth + 1);
    assign(table, keys, value, scanner.contentEnd);
    scanner.skipBlank();
    scanner.take(",");
  }
  table.end = scanner.contentEnd;
  return freeze(table);
}

function syntaxProblems(text: string): SyntaxProblem[] {
  try {
    parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
    return [];
  } catch (error) {
    if (!(error instanceof TomlError)) return [{ problem: "invalid", offset: 0, length: 0 }];
    return [problemAt(text, error.line, error.column)];
  }
}

/** The character at a line and column, both counted from 1, or the last one of the text. */
function problemAt(text: string, line: number, column: number): SyntaxProblem {
  let start = 0;
  for (let index = 1; index < line; index += 1) start = text.indexOf("\n", start) + 1;
  const offset = Math.max(0, Math.min(start + column - 1, text.length - 1));
  return { problem: "invalid", offset, length: Math.min(1, text.length - offset) };
}
