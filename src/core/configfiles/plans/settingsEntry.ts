import { kindOfFile } from "../clients/fileKind.ts";
import { parseJson } from "../syntax/json.ts";
import { lineBreakBefore } from "../syntax/memberEdits.ts";
import type { Member, ObjectNode } from "../syntax/node.ts";
import { memberOf, quote, rangeEnd } from "../syntax/node.ts";

/** Where our servers stand in settings, whatever the file is called. */
const OWN_ROOT = ["mcpConnect.servers"];

/**
 * The text of a settings file, or of a `.code-workspace` file, with a server added to `mcpConnect.servers`.
 * Everything else stays as it was written; an empty text becomes a file.
 */
export function withServerEntry(path: string, text: string, name: string, entry: object): string {
  const places = kindOfFile(path)?.places ?? [];
  const section = places.find(({ format }) => format.isOwn)?.path ?? OWN_ROOT;
  const { root } = parseJson(text);
  const unit = /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
  const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
  const layout: Layout = { text, unit, lineBreak };
  if (root?.type !== "object") {
    return `${valueText(nested([...section, name], entry), "", layout)}${lineBreak}`;
  }
  return add(layout, root, [...section, name], entry);
}

interface Layout {
  readonly text: string;
  /** One step of indentation. */
  readonly unit: string;
  readonly lineBreak: string;
}

/** Goes down as far as there are objects, and adds what is missing below them. */
function add(
  layout: Layout,
  object: ObjectNode,
  [key = "", ...rest]: readonly string[],
  value: object,
): string {
  const { text, unit, lineBreak } = layout;
  const member = memberOf(object, key);
  if (member?.value?.type === "object" && rest.length > 0) {
    return add(layout, member.value, rest, value);
  }
  const outer = /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", object.offset) + 1))?.[0] ?? "";
  const last = object.members.at(-1);
  const before = last && lineBreakBefore(text, last.offset);
  const inner = before?.replace(/^\r?\n/, "") ?? outer + unit;
  const written = valueText(nested(rest, value), inner, layout);
  if (member !== undefined) return replaceValue(text, member, written);
  const added = `${quote(key)}: ${written}`;
  const line = `${lineBreak}${inner}${added}`;
  if (last === undefined) {
    const start = object.offset + 1;
    const comments = text.slice(start, rangeEnd(object) - 1).trimEnd();
    return `${text.slice(0, start)}${comments}${line}${lineBreak}${outer}${text.slice(rangeEnd(object) - 1)}`;
  }
  const end = rangeEnd(last);
  const comma = /^\s*,/.exec(text.slice(end))?.[0];
  const after = end + (comma?.length ?? 0);
  // A comment behind the last member stays with it.
  const place =
    after + (/^[ \t]*(?:\/\/[^\r\n]*)?/.exec(text.slice(after))?.[0].trimEnd().length ?? 0);
  const trailing = comma === undefined ? "" : ",";
  return `${text.slice(0, end)}${comma ?? ","}${text.slice(after, place)}${line}${trailing}${text.slice(place)}`;
}

function replaceValue(text: string, { key, value }: Member, written: string): string {
  if (value === undefined)
    return `${text.slice(0, rangeEnd(key))}: ${written}${text.slice(rangeEnd(key))}`;
  return text.slice(0, value.offset) + written + text.slice(rangeEnd(value));
}

function nested(path: readonly string[], value: object): object {
  return path.reduceRight<object>((inner, key) => ({ [key]: inner }), value);
}

function valueText(value: object, indentation: string, { unit, lineBreak }: Layout): string {
  return JSON.stringify(value, null, unit).replaceAll("\n", `${lineBreak}${indentation}`);
}
