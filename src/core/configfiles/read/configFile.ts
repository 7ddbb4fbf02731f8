import type { FileKind, FilledPlace } from "../clients/fileKind.ts";
import { kindOfFile, ROOT_KEYS, SERVER_KEYS } from "../clients/fileKind.ts";
import type { ConfigFormat } from "../clients/format.ts";
import { parseJson } from "../syntax/json.ts";
import type { ConfigNode, Member, ObjectNode, ParsedText } from "../syntax/node.ts";
import { memberOf, objectOf, stringOf } from "../syntax/node.ts";
import { parseToml } from "../syntax/toml.ts";
import type { InputEntry, Section, ServerEntry } from "./entry.ts";
import { isEntry, readEntry } from "./readEntry.ts";

/** A configuration file as far as it could be read. */
export interface ConfigFile extends ParsedText {
  readonly kind: FileKind;
  readonly text: string;
  /** Which format the kind's own servers have; sections may differ in files that hold several. */
  readonly format: ConfigFormat;
  readonly sections: readonly Section[];
}

/**
 * Reads a file; undefined where its path says that it is none of ours, and for nesting beyond the stack's depth, which no
 * user's file has. Never throws. Everything that looks into files takes what this gives, so that a text is read once.
 */
export function readConfigFile(path: string, text: string): ConfigFile | undefined {
  const kind = kindOfFile(path);
  if (kind === undefined) return undefined;
  try {
    return readText(kind, text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The same file with another text. */
export function withText({ kind }: ConfigFile, text: string): ConfigFile {
  return readText(kind, text);
}

function readText(kind: FileKind, text: string): ConfigFile {
  const parsed = kind.syntax === "toml" ? parseToml(text) : parseJson(text);
  const [{ format }] = kind.places;
  const sections = kind.places.flatMap((where) => sectionsAt(parsed.root, where));
  sections.push(...misplacedSections(kind, parsed.root, format, sections));
  const strays = straySection(kind, parsed.root, format, sections);
  if (strays !== undefined) sections.push(strays);
  return { ...parsed, kind, text, format, sections };
}

function sectionsAt(root: ConfigNode | undefined, { path, format }: FilledPlace): Section[] {
  let holders: ConfigNode[] = root === undefined ? [] : [root];
  for (const key of path.slice(0, -1)) {
    holders = holders.flatMap((holder) => {
      if (key === "*") return objectOf(holder)?.members.flatMap(({ value }) => value ?? []) ?? [];
      return memberOf(holder, key)?.value ?? [];
    });
  }
  const last = path.at(-1) ?? "";
  return holders.flatMap((holder) => {
    const member = memberOf(holder, last);
    return member === undefined ? [] : sectionOf(member, format, objectOf(holder));
  });
}

/** Servers under another client's root key, which are judged too, and those of a file without any. */
function misplacedSections(
  kind: FileKind,
  root: ConfigNode | undefined,
  format: ConfigFormat,
  found: readonly Section[],
): Section[] {
  const object = objectOf(root);
  if (object === undefined || kind.otherRoots === "unrelated") return [];
  const known = new Set(found.map((one) => one.root));
  const foreign = object.members.filter(
    (member) =>
      ROOT_KEYS.has(member.key.value) && !known.has(member) && looksLikeServers(member.value),
  );
  const sections = foreign.flatMap((member) => sectionOf(member, format, object));
  const isFlat = kind.mayBeFlat === true && found.length === 0 && sections.length === 0;
  if (!isFlat || !looksLikeServers(object)) return sections;
  return [section(undefined, object, format, undefined)];
}

/** Servers that stand beside the root key, as a section without one; they are judged like the others. */
function straySection(
  kind: FileKind,
  root: ConfigNode | undefined,
  format: ConfigFormat,
  sections: readonly Section[],
): Section | undefined {
  const isFlat = sections.some((one) => one.root === undefined);
  if (kind.onlyServers !== true || root?.type !== "object" || isFlat) return undefined;
  const members = root.members.filter(({ key, value }) => {
    const isOther = ROOT_KEYS.has(key.value) || /^(?:gallery|[_$#]|\/\/)/.test(key.value);
    return !isOther && value?.type === "object" && looksLikeServer(value);
  });
  if (members.length === 0) return undefined;
  return section(undefined, { ...root, members }, format, root, true);
}

/** Whether a value is a map of servers, or an array of them: some part has a command or a URL. */
export function looksLikeServers(node: ConfigNode | undefined): boolean {
  if (node?.type === "array") return node.items.some(looksLikeServer);
  return objectOf(node)?.members.some(({ value }) => looksLikeServer(value)) ?? false;
}

/** Whether a value has what makes a server: a command, or a URL. */
function looksLikeServer(node: ConfigNode | undefined): boolean {
  return SERVER_KEYS.some((key) => stringOf(memberOf(node, key)?.value) !== undefined);
}

function sectionOf(
  member: Member,
  format: ConfigFormat,
  holder: ObjectNode | undefined,
): Section[] {
  const list = member.value;
  if (list?.type !== "object" && list?.type !== "array") return [];
  return [section(member, list, format, holder)];
}

function section(
  root: Member | undefined,
  list: Section["list"],
  format: ConfigFormat,
  holder: ObjectNode | undefined,
  stray = false,
): Section {
  const inputsHolder = format.inputs ? holder : undefined;
  const all = list.type === "object" ? list.members : list.items.flatMap(namedItem);
  const members = all.filter(isEntry);
  let servers: readonly ServerEntry[] | undefined;
  return {
    format,
    root,
    list,
    inputsHolder,
    inputs: inputsOf(inputsHolder),
    members,
    stray,
    get servers() {
      servers ??= members.map((member) => readEntry(member, format));
      return servers;
    },
  };
}

/** An item of a list of servers as the member that it should have been; empty where it has no name. */
function namedItem(item: ConfigNode): Member[] {
  const key = stringOf((memberOf(item, "name") ?? memberOf(item, "id"))?.value);
  return key === undefined ? [] : [{ key, value: item, offset: item.offset, length: item.length }];
}

function inputsOf(holder: ObjectNode | undefined): InputEntry[] {
  const inputs = memberOf(holder, "inputs")?.value;
  if (inputs?.type !== "array") return [];
  return inputs.items.flatMap((node) => {
    const id = stringOf(memberOf(node, "id")?.value);
    return node.type === "object" && id !== undefined ? [{ id: id.value, node }] : [];
  });
}
