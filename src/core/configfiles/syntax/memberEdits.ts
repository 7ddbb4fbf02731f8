import type { TextEdit, TextRange } from "../../finding.ts";
import type { Member, ObjectNode } from "./node.ts";
import { quote, rangeEnd, replaceSpan, spanOf } from "./node.ts";

/** Minimal edits of JSON objects that keep comments, indentation and line ends. */

/** Renames a member, of TOML too. */
export function renameMember(member: Member, key: string): TextEdit {
  return replaceSpan(spanOf(member.key), key);
}

/** Puts a member, given as JSON text, in front of another, on a line of its own where the other has one. */
export function insertBefore(text: string, member: Member, key: string, value: string): TextEdit {
  const separator = lineBreakBefore(text, member.offset) ?? " ";
  return {
    range: { offset: member.offset, length: 0 },
    text: `${quote(key)}: ${value},${separator}`,
  };
}

/** Puts a member, given as JSON text, at the end of an object. */
export function appendMember(
  text: string,
  object: ObjectNode,
  key: string,
  value: string,
): TextEdit {
  const last = object.members.at(-1);
  if (last === undefined) {
    const range = { offset: object.offset + 1, length: 0 };
    const blank = text[object.offset + 1] === "}" ? " " : "";
    return { range, text: `${blank}${quote(key)}: ${value}${blank}` };
  }
  const separator = lineBreakBefore(text, last.offset) ?? " ";
  const comma = text.slice(rangeEnd(last)).match(/^\s*,/)?.[0];
  const offset = rangeEnd(last) + (comma?.length ?? 0);
  return {
    range: { offset, length: 0 },
    text: `${comma === undefined ? "," : ""}${separator}${quote(key)}: ${value}`,
  };
}

/** Takes a member out of an object, with its comma, and with its lines where it has them for itself. */
export function removeMember(text: string, object: ObjectNode, member: Member): TextEdit[] {
  return removeEntry(text, object.members, member);
}

/** Takes a member of an object or an item of a list out, as {@link removeMember} does. */
export function removeEntry(
  text: string,
  entries: readonly TextRange[],
  member: TextRange,
): TextEdit[] {
  const end = rangeEnd(member);
  const after = /^\s*,/.exec(text.slice(end))?.[0];
  if (after !== undefined) return [removal(text, member.offset, end + after.length)];
  const before = entries[entries.indexOf(member) - 1];
  if (before === undefined) return [removal(text, member.offset, end)];
  const comma = text.indexOf(",", rangeEnd(before));
  if (comma < 0 || comma > member.offset) return [removal(text, member.offset, end)];
  if (text.slice(comma + 1, member.offset).trim() === "") {
    return [{ range: { offset: comma, length: end - comma }, text: "" }];
  }
  return [{ range: { offset: comma, length: 1 }, text: "" }, removal(text, member.offset, end)];
}

/** Removes a range; whole lines where nothing else stands on them, else with the blanks behind it. */
function removal(text: string, start: number, end: number): TextEdit {
  const lineStart = start - (/[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0);
  const beginsLine = lineStart === 0 || text[lineStart - 1] === "\n";
  const rest = /^[ \t]*(?:\r?\n)?/.exec(text.slice(end))?.[0] ?? "";
  const endsLine = rest.endsWith("\n");
  if (beginsLine && endsLine) {
    return { range: { offset: lineStart, length: end + rest.length - lineStart }, text: "" };
  }
  const blanks = endsLine ? 0 : rest.length;
  return { range: { offset: start, length: end + blanks - start }, text: "" };
}

/** The line break and indentation in front of a place, or undefined where something else stands there. */
export function lineBreakBefore(text: string, offset: number): string | undefined {
  return /\r?\n[ \t]*$/.exec(text.slice(Math.max(0, offset - 400), offset))?.[0];
}

/** The text of a member's value, its lines indented for another place. */
export function valueTextFor(text: string, member: Member, separator: string | undefined): string {
  if (member.value === undefined) return "null";
  const value = text.slice(member.value.offset, rangeEnd(member.value));
  const from = lineBreakBefore(text, member.offset)?.replace(/^\r?\n/, "");
  const to = separator?.replace(/^\r?\n/, "");
  if (from === undefined || to === undefined) return value;
  return value.replaceAll(new RegExp(`\n${from}`, "g"), `\n${to}`);
}

/** What stands between the braces of a member's object. */
export function innerText(text: string, { value }: Member): string {
  return value?.type === "object" ? text.slice(value.offset + 1, rangeEnd(value) - 1).trim() : "";
}

/** One step of indentation as the file uses it between an object and its members. */
export function indentationOf(text: string, object: ObjectNode): string {
  const inner = object.members[0] && lineBreakBefore(text, object.members[0].offset);
  const outer = /[ \t]*$/.exec(text.slice(0, rangeEnd(object) - 1))?.[0] ?? "";
  const width = (inner?.replace(/^\r?\n/, "") ?? "").length - outer.length;
  if (inner === undefined || width <= 0) return "  ";
  return inner.includes("\t") ? "\t" : " ".repeat(width);
}
