import type { Finding } from "../../../../src/core/finding.ts";
import { FileChecker } from "../../../../src/core/configfiles/check/fileChecker.ts";
import type { FindingOptions } from "../../../../src/core/configfiles/check/fileChecker.ts";
import { readConfigFile } from "../../../../src/core/configfiles/read/configFile.ts";
import type { ConfigFile } from "../../../../src/core/configfiles/read/configFile.ts";
import { applyEdits } from "../../../../src/core/textEdits.ts";

/** What a function gives for the file of this path and text; undefined where the path is that of no client. */
export function ofFile<Result>(
  path: string,
  text: string,
  look: (file: ConfigFile) => Result,
): Result | undefined {
  const file = readConfigFile(path, text);
  return file && look(file);
}

/** The findings of a file that nobody checked before. */
export function fileFindings(path: string, text: string, options: FindingOptions = {}): Finding[] {
  return ofFile(path, text, (file) => new FileChecker().check(file, options)) ?? [];
}

/** A finding as the corpus writes it: `severity code server line "text of the range" [underlined]`. */
export function describeFinding(finding: Finding, text: string): string {
  const { offset = 0, length = 0 } = finding.range ?? {};
  const line = text.slice(0, offset).split("\n").length;
  const underlined = finding.underlinedByEditor === true ? " underlined" : "";
  const place = JSON.stringify(text.slice(offset, offset + length));
  return `${finding.severity} ${finding.code} ${finding.server ?? "-"} ${line} ${place}${underlined}`;
}

const MAX_STEPS = 30;

/** The text after the first edit of the first finding that has one, again and again until none is left. */
export function afterEveryEdit(path: string, text: string, options: FindingOptions): string {
  let current = text;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const fixes = fileFindings(path, current, options).flatMap(
      (finding) => finding.fixes.find(({ kind }) => kind === "edit") ?? [],
    );
    const [first] = fixes;
    if (first?.kind !== "edit") return current;
    current = applyEdits(current, first.edits);
  }
  throw new Error("The fixes do not come to an end.");
}
