import type { ConfigFile } from "../read/configFile.ts";
import type { Comment, ConfigNode } from "../syntax/node.ts";
import { rangeEnd } from "../syntax/node.ts";

/** A part of a file in which findings of some codes, or of all, are not wanted. */
export interface IgnoredPart {
  readonly start: number;
  readonly end: number;
  /** Undefined for all codes. */
  readonly codes: ReadonlySet<string> | undefined;
}

const KEYWORD = /mcp-connect-ignore(?![-\w])[ \t:]*([^\n*]*)/;

/**
 * Reads the comments `mcp-connect-ignore code, code`: on the line above an entry one holds for the whole entry,
 * a server for example; at the end of a line it holds for that line. Without a code it holds for all.
 */
export function ignoredParts(file: ConfigFile, codes: ReadonlySet<string>): IgnoredPart[] {
  return file.comments.flatMap((comment) => {
    const match = KEYWORD.exec(comment.text);
    if (match === null) return [];
    const named = (match[1] ?? "").split(/[\s,]+/).filter((word) => word !== "");
    const known = named.filter((word) => codes.has(word));
    // A code that does not exist must not silence everything.
    if (named.length > 0 && known.length === 0) return [];
    return { ...partFor(file, comment), codes: named.length === 0 ? undefined : new Set(known) };
  });
}

function partFor({ text, root }: ConfigFile, comment: Comment): { start: number; end: number } {
  const lineStart = text.lastIndexOf("\n", comment.offset - 1) + 1;
  const isOwnLine = text.slice(lineStart, comment.offset).trim() === "";
  if (!isOwnLine) return { start: lineStart, end: lineEnd(text, comment.offset) };
  const next = nextContent(text, rangeEnd(comment));
  const entryEnd = root === undefined ? next : endOfEntryAt(root, next);
  return { start: next, end: Math.max(lineEnd(text, next), entryEnd) };
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}

/** Where the text goes on behind blanks and further comments. */
function nextContent(text: string, from: number): number {
  const blank = /(?:\s|\/\/[^\n]*|#[^\n]*|\/\*[^]*?\*\/)*/y;
  blank.lastIndex = from;
  return from + (blank.exec(text)?.[0].length ?? 0);
}

/** The end of the entry that begins at an offset, or the offset where none does. */
function endOfEntryAt(node: ConfigNode, offset: number): number {
  if (offset < node.offset || offset >= rangeEnd(node)) return offset;
  const entries = node.type === "object" ? node.members : node.type === "array" ? node.items : [];
  for (const entry of entries) {
    if (entry.offset === offset) return rangeEnd(entry);
  }
  const inside = entries.map((entry) => ("key" in entry ? entry.value : entry));
  return Math.max(offset, ...inside.map((one) => (one ? endOfEntryAt(one, offset) : offset)));
}
