import { readConfigFile } from "../configfiles/configFile.ts";
import type { ConfigFile } from "../configfiles/configFile.ts";
import type { Finding, Severity } from "./finding.ts";
import { applyEdits } from "./edits.ts";
import { FILE_RULES } from "./fileRules/rules.ts";
import type { Found, Rule, RuleContext } from "./fileRules/rule.ts";

export { applyEdits } from "./edits.ts";
export { kindOfFile } from "../configfiles/kind.ts";
export type { ConfigFileKind } from "../configfiles/kind.ts";

/** How findings are chosen and weighted, beside what the rules may know. */
export interface FindingOptions extends RuleContext {
  /** Another severity for the findings of a code, or none at all. */
  readonly severities?: Readonly<Record<string, Severity | "off">> | undefined;
  /** Findings to leave out: of a code, of a server, or of a code in a server. */
  readonly ignore?: readonly { readonly code?: string; readonly server?: string }[] | undefined;
}

/**
 * Checks a configuration file, of the kind that its path tells. Findings come in the order of the text.
 * Pure and synchronous; never throws, whatever the text is.
 */
export function fileFindings(path: string, text: string, options: FindingOptions = {}): Finding[] {
  const file = readConfigFile(path, text);
  if (file === undefined) return [];
  return FILE_RULES.flatMap((rule) => findingsOf(rule, file, options)).toSorted(
    (a, b) => (a.range?.offset ?? 0) - (b.range?.offset ?? 0),
  );
}

function findingsOf(rule: Rule, file: ConfigFile, options: FindingOptions): Finding[] {
  const found: readonly Found[] =
    rule.scope === "file"
      ? rule.find(file, options)
      : file.sections.flatMap(({ servers }) =>
          servers.flatMap((server) => rule.find(server, options)),
        );
  return found.map((one) => ({ severity: rule.severity, ...one, code: rule.id }));
}

/** Applies every fix that is safe to apply unasked, again and again until none is left, and gives the text. */
export function fixAll(path: string, text: string, options: FindingOptions = {}): string {
  let current = text;
  for (let round = 0; round < 20; round += 1) {
    const next = fixOnce(path, current, options);
    if (next === current) return current;
    current = next;
  }
  return current;
}

function fixOnce(path: string, text: string, options: FindingOptions): string {
  const edits = [];
  let end = -1;
  for (const { fixes } of fileFindings(path, text, options)) {
    const fix = fixes.find((candidate) => candidate.kind === "edit" && candidate.safe);
    if (fix?.kind !== "edit") continue;
    const start = Math.min(...fix.edits.map(({ range }) => range.offset));
    if (start <= end) continue;
    edits.push(...fix.edits);
    end = Math.max(...fix.edits.map(({ range }) => range.offset + range.length));
  }
  return edits.length === 0 ? text : applyEdits(text, edits);
}
