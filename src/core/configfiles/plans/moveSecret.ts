import type { TextEdit, TextRange } from "../../finding.ts";
import { Secret } from "../../secret.ts";
import type { ConfigFile } from "../read/configFile.ts";
import type { Section, ServerEntry } from "../read/entry.ts";
import { variableName } from "../read/variableName.ts";
import type { ConfigNode, StringNode } from "../syntax/node.ts";
import { rangeEnd, replaceSpan } from "../syntax/node.ts";
import { addInput } from "./inputEdits.ts";

/** What the file can hold instead of a secret, so that its own client still works. */
export interface SecretReference {
  /** `input`: VS Code asks for it once and keeps it. `environment`: the user sets the variable. */
  readonly kind: "input" | "environment";
  readonly name: string;
  readonly edits: readonly TextEdit[];
}

/** A secret that stands in a file, and how the file gets rid of it. Taking the server over is {@link adoptPlan}. */
export interface MoveSecretPlan {
  readonly server: string;
  readonly secret: Secret;
  readonly references: readonly SecretReference[];
}

/** Plans to take the secret at a range, as a finding gave it, out of a file; undefined where no string is there. */
export function moveSecretPlan(file: ConfigFile, range: TextRange): MoveSecretPlan | undefined {
  const section = file.sections.find(({ servers }) => servers.some((one) => holds(one, range)));
  const server = section?.servers.find((one) => holds(one, range));
  if (section === undefined || server === undefined) return undefined;
  const node = stringAt(server.node, range);
  if (node === undefined) return undefined;
  const isPart = node.plain && range.offset >= node.offset + node.quote;
  const start = isPart ? range.offset - node.offset - node.quote : 0;
  const end = isPart ? start + range.length : node.value.length;
  const replace = (reference: string) => replaceSpan({ node, start, end }, reference);
  return {
    server: server.name,
    secret: new Secret(node.value.slice(start, end)),
    references: referencesFor(file, section, server, replace),
  };
}

function holds({ member }: ServerEntry, { offset, length }: TextRange): boolean {
  return member.offset <= offset && offset + length <= rangeEnd(member);
}

function stringAt(node: ConfigNode | undefined, range: TextRange): StringNode | undefined {
  if (node === undefined || range.offset < node.offset) return undefined;
  if (range.offset + range.length > rangeEnd(node)) return undefined;
  if (node.type === "string") return node;
  if (node.type === "scalar") return undefined;
  const children = node.type === "array" ? node.items : node.members.map(({ value }) => value);
  for (const child of children) {
    const found = stringAt(child, range);
    if (found !== undefined) return found;
  }
  return undefined;
}

function referencesFor(
  file: ConfigFile,
  section: Section,
  { name, format }: ServerEntry,
  replace: (reference: string) => TextEdit,
): SecretReference[] {
  const base = name.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^-|-$/g, "") || "mcp";
  const id = `${base.toLowerCase()}-token`;
  const variable = variableName(name, "TOKEN");
  const references: SecretReference[] = [];
  const isDefined = section.inputs.some((one) => one.id === id);
  const input = isDefined ? undefined : addInput(file.text, section, id);
  if (isDefined || input !== undefined) {
    const edits = [replace(`\${input:${id}}`), ...(input === undefined ? [] : [input])];
    references.push({ kind: "input", name: id, edits });
  }
  if (format.reference !== undefined) {
    const edits = [replace(format.reference(variable))];
    references.push({ kind: "environment", name: variable, edits });
  }
  return references;
}
