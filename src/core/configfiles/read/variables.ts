import type { Span, StringNode } from "../syntax/node.ts";
import { spanText, subSpan } from "../syntax/node.ts";

/**
 * The ways in which clients write a variable:
 * `input` `${input:id}`, `env` `${env:X}`, `shell` `${X}`, `shellDefault` `${X:-default}`, `dollar` `$X`,
 * `editor` `${workspaceFolder}` and the like, `file` `${file:path}`, and `foreign` forms that no client of MCP expands
 * (`${inputs.x}`, `${process.env.X}`, `${env.X}`, `{env:X}`, `@{X}`, `{{X}}`, `$env:X`, `%X%`).
 */
export type VariableForm =
  "input" | "env" | "shell" | "shellDefault" | "dollar" | "editor" | "file" | "foreign";

export interface VariableUse {
  readonly form: VariableForm;
  /** Name of the environment variable, or id of the input. */
  readonly name: string;
  /** The whole reference, `${…}` included. */
  readonly span: Span;
}

const NAME = "[A-Za-z_][A-Za-z0-9_]*";
/** Bare forms are taken for variables only in capitals, as environment variables are written. */
const CAPITALS = "[A-Z_][A-Z0-9_]*";

/** Predefined variables of VS Code and the forks that share its resolver; the part behind a colon is a folder or a setting. */
const EDITOR_VARIABLE =
  /^(workspaceFolder|workspaceFolderBasename|workspaceRoot|workspaceRootFolderName|userHome|pathSeparator|cwd|execPath|extensionPath|lineNumber|columnNumber|selectedText|defaultBuildTask|file|fileWorkspaceFolder|relativeFile|relativeFileDirname|fileBasename|fileBasenameNoExtension|fileExtname|fileDirname|fileDirnameBasename)$|^\/$|^(config|command|workspaceFolder|workspaceFolderBasename|relativeFile|relativeFileDirname|fileWorkspaceFolder|extensionInstallFolder):/;

/** Variables that another program fills in before the client reads the file, or that every client of their kind knows. */
const ALWAYS_FINE =
  /^(CLAUDE_PLUGIN_ROOT|CLAUDE_PLUGIN_DATA|CLAUDE_PROJECT_DIR|extensionPath|__dirname|HOME|user_config\..*)$/;

const REFERENCE = new RegExp(
  [
    String.raw`\$\{(?<braced>[^{}]*)\}`,
    String.raw`\$env:(?<powershell>${NAME})`,
    String.raw`\$(?<dollar>${CAPITALS})`,
    String.raw`@\{(?<at>${NAME})\}`,
    String.raw`\{\{\s*(?<mustache>${CAPITALS})\s*\}\}`,
    String.raw`(?<!\$)\{env:(?<braceEnv>${NAME})\}`,
    String.raw`%(?<percent>${CAPITALS})%`,
  ].join("|"),
  "g",
);

const NONE: readonly VariableUse[] = [];

/** What was found last in a string. Several rules ask for the same span, one after the other. */
const found = new WeakMap<StringNode, { span: Span; uses: readonly VariableUse[] }>();

/** Finds the variable references in a span, in order. Text in braces that is no variable of anyone is left out. */
export function variablesIn(span: Span): readonly VariableUse[] {
  if (!/[$@{%]/.test(span.node.value)) return NONE;
  const known = found.get(span.node);
  if (known?.span.start === span.start && known.span.end === span.end) return known.uses;
  const uses = search(span);
  found.set(span.node, { span, uses });
  return uses;
}

function search(span: Span): VariableUse[] {
  const text = spanText(span);
  const uses: VariableUse[] = [];
  for (const match of text.matchAll(REFERENCE)) {
    const named = classify(match.groups ?? {});
    if (named === undefined) continue;
    uses.push({ ...named, span: subSpan(span, match.index, match.index + match[0].length) });
  }
  return uses;
}

type Groups = Readonly<Record<string, string | undefined>>;

function classify(groups: Groups): { form: VariableForm; name: string } | undefined {
  const { braced, dollar } = groups;
  if (braced !== undefined) return classifyBraced(braced.trim());
  if (dollar !== undefined)
    return ALWAYS_FINE.test(dollar) ? undefined : { form: "dollar", name: dollar };
  const name =
    groups["powershell"] ??
    groups["at"] ??
    groups["mustache"] ??
    groups["braceEnv"] ??
    groups["percent"];
  return name === undefined || name === "PROJECT_PATH" ? undefined : { form: "foreign", name };
}

function classifyBraced(inner: string): { form: VariableForm; name: string } | undefined {
  if (ALWAYS_FINE.test(inner)) return undefined;
  for (const form of ["input", "env", "file"] as const) {
    const name = inner.startsWith(`${form}:`) ? inner.slice(form.length + 1) : "";
    if (name !== "") return { form, name };
  }
  if (EDITOR_VARIABLE.test(inner)) return { form: "editor", name: inner };
  const withDefault = new RegExp(`^(${NAME}):?-`).exec(inner);
  if (withDefault !== null) return { form: "shellDefault", name: withDefault[1] ?? "" };
  const foreign = new RegExp(
    `^(?:inputs?\\.|process\\.env\\.|env\\.|secrets\\.|inputs:|ENV:|cmd:)(.+)$`,
  ).exec(inner);
  if (foreign !== null) return { form: "foreign", name: foreign[1] ?? "" };
  if (new RegExp(`^${CAPITALS}$`).test(inner)) return { form: "shell", name: inner };
  return undefined;
}
