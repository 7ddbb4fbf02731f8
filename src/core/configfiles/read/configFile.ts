import type { ConfigFormat } from "../clients/format.ts";
import { FORMATS } from "../clients/format.ts";
import type { InputEntry, Section, ServerEntry } from "./entry.ts";
import { parseJson } from "../syntax/json.ts";
import { kindOfFile } from "../clients/kind.ts";
import type { ConfigFileKind } from "../clients/kind.ts";
import type { ConfigNode, Member, ObjectNode, ParsedText } from "../syntax/node.ts";
import { memberOf, objectOf, stringOf } from "../syntax/node.ts";
import { isEntry, readEntry } from "./readEntry.ts";
import { parseToml } from "../syntax/toml.ts";

/** A configuration file as far as it could be read. */
export interface ConfigFile extends ParsedText {
  readonly kind: ConfigFileKind;
  readonly syntax: "json" | "toml";
  readonly text: string;
  /** Which format the kind's own servers have; sections may differ in files that hold several. */
  readonly format: ConfigFormat;
  readonly sections: readonly Section[];
}

/** Where a kind of file keeps its servers. `*` stands for every member. */
interface Place {
  readonly path: readonly string[];
  readonly format: ConfigFormat;
}

const place = (format: keyof typeof FORMATS, ...path: string[]): Place => ({
  path,
  format: FORMATS[format],
});

/** The places of each kind, its principal one first. */
const PLACES: Readonly<Record<ConfigFileKind, readonly [Place, ...Place[]]>> = {
  vscodeMcp: [place("vscode", "servers")],
  vscodeSettings: [
    place("mcpConnect", "mcpConnect.servers"),
    place("vscode", "mcp", "servers"),
    place("vscode", "mcp.servers"),
  ],
  codeWorkspace: [
    place("vscode", "settings", "mcp", "servers"),
    place("mcpConnect", "settings", "mcpConnect.servers"),
  ],
  claudeDesktop: [place("claudeDesktop", "mcpServers")],
  claudeCode: [place("claudeCode", "mcpServers"), place("visualStudio", "servers")],
  claudeCodeUser: [
    place("claudeCode", "mcpServers"),
    place("claudeCode", "projects", "*", "mcpServers"),
  ],
  cursor: [place("cursor", "mcpServers")],
  windsurf: [place("windsurf", "mcpServers")],
  cline: [place("cline", "mcpServers")],
  roo: [place("roo", "mcpServers")],
  gemini: [place("gemini", "mcpServers")],
  codex: [place("codex", "mcp_servers")],
  zed: [place("zed", "context_servers")],
  kiro: [place("kiro", "mcpServers")],
  copilotCli: [place("copilotCli", "mcpServers")],
  generic: [place("generic", "mcpServers"), place("generic", "servers")],
};

/** The key under which a kind of file keeps its servers, as a path. */
export function rootPathOf(kind: ConfigFileKind): readonly string[] {
  return PLACES[kind][0].path;
}

/** Reads a file; undefined where its path says that it is none of ours. Never throws. */
export function readConfigFile(path: string, text: string): ConfigFile | undefined {
  const kind = kindOfFile(path);
  if (kind === undefined) return undefined;
  const syntax = kind === "codex" ? "toml" : "json";
  const parsed = syntax === "toml" ? parseToml(text) : parseJson(text);
  const places = PLACES[kind];
  const sections = places.flatMap((where) => sectionsAt(parsed.root, where));
  sections.push(...misplacedSections(kind, parsed.root, places[0].format, sections));
  const format = places[0].format;
  const strays = straySection(kind, parsed.root, format, sections);
  if (strays !== undefined) sections.push(strays);
  return { ...parsed, kind, syntax, text, format, sections };
}

function sectionsAt(root: ConfigNode | undefined, { path, format }: Place): Section[] {
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

/** Servers under another client's root key are judged too, as the format of the file that they stand in. */
export const FOREIGN_ROOTS: readonly string[] = [
  "mcpServers",
  "servers",
  "mcp_servers",
  "mcpservers",
  "MCPServers",
  "mcp-servers",
  "mcp.servers",
  "context_servers",
  "contextServers",
];

function misplacedSections(
  kind: ConfigFileKind,
  root: ConfigNode | undefined,
  format: ConfigFormat,
  found: readonly Section[],
): Section[] {
  const object = objectOf(root);
  if (object === undefined || kind === "codeWorkspace" || kind === "vscodeSettings") return [];
  const known = new Set(found.map((one) => one.root));
  const foreign = object.members.filter(
    (member) =>
      FOREIGN_ROOTS.includes(member.key.value) &&
      !known.has(member) &&
      looksLikeServers(member.value),
  );
  const sections = foreign.flatMap((member) => sectionOf(member, format, object));
  const isFlat = kind === "claudeCode" && found.length === 0 && sections.length === 0;
  if (!isFlat || !looksLikeServers(object)) return sections;
  return [section(undefined, object, format, undefined)];
}

/** Kinds of files that hold nothing but servers, so that a server beside the root key can only be a mistake. */
const ONLY_SERVERS: ReadonlySet<ConfigFileKind> = new Set([
  "vscodeMcp",
  "claudeDesktop",
  "claudeCode",
  "cursor",
  "windsurf",
  "cline",
  "roo",
  "kiro",
  "copilotCli",
]);

/** Servers that stand beside the root key, as a section without one; they are judged like the others. */
function straySection(
  kind: ConfigFileKind,
  root: ConfigNode | undefined,
  format: ConfigFormat,
  sections: readonly Section[],
): Section | undefined {
  const isFlat = sections.some((one) => one.root === undefined);
  if (!ONLY_SERVERS.has(kind) || root?.type !== "object" || isFlat) return undefined;
  const members = root.members.filter(({ key, value }) => {
    const isOther = FOREIGN_ROOTS.includes(key.value) || /^(?:gallery|[_$#]|\/\/)/.test(key.value);
    return !isOther && value?.type === "object" && looksLikeServer(value);
  });
  if (members.length === 0) return undefined;
  const holder = format.id === "vscode" ? root : undefined;
  return section(undefined, { ...root, members }, format, holder, true);
}

/** Whether a value is a map of servers, or an array of them: some part has a command or a URL. */
export function looksLikeServers(node: ConfigNode | undefined): boolean {
  if (node?.type === "array") return node.items.some(looksLikeServer);
  return objectOf(node)?.members.some(({ value }) => looksLikeServer(value)) ?? false;
}

/** Whether a value has what makes a server: a command, or a URL. */
function looksLikeServer(node: ConfigNode | undefined): boolean {
  return ["command", "url", "serverUrl", "httpUrl"].some(
    (key) => stringOf(memberOf(node, key)?.value) !== undefined,
  );
}

function sectionOf(
  member: Member,
  format: ConfigFormat,
  holder: ObjectNode | undefined,
): Section[] {
  const list = member.value;
  if (list?.type !== "object" && list?.type !== "array") return [];
  return [section(member, list, format, format.id === "vscode" ? holder : undefined)];
}

function section(
  root: Member | undefined,
  list: Section["list"],
  format: ConfigFormat,
  inputsHolder: ObjectNode | undefined,
  stray = false,
): Section {
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
