import type { Finding, TextEdit } from "../../finding.ts";
import { applyEdits } from "../../textEdits.ts";
import { FileChecker } from "./fileChecker.ts";
import type { FindingOptions } from "./fileChecker.ts";

export { applyEdits } from "../../textEdits.ts";
export { FileChecker } from "./fileChecker.ts";
export type { FindingOptions } from "./fileChecker.ts";

/**
 * Checks a configuration file, of the kind that its path tells. Findings come in the order of the text.
 * Pure and synchronous; never throws, whatever the text is. For a file that is being edited use a {@link FileChecker}.
 */
export function fileFindings(path: string, text: string, options: FindingOptions = {}): Finding[] {
  return new FileChecker().check(path, text, options);
}

/** Applies every fix that is safe to apply unasked, again and again until none is left, and gives the text. */
export function fixAll(path: string, text: string, options: FindingOptions = {}): string {
  const checker = new FileChecker();
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const edits = safeEdits(checker.check(path, current, options));
    if (edits.length === 0) return current;
    current = applyEdits(current, edits);
  }
  return current;
}

/** Fixes in one place are made one after the other; no file has been seen that needs more than four rounds. */
const MAX_ROUNDS = 20;

/** The edits of the safe fixes that do not touch each other; what is left over is for the next round. */
function safeEdits(findings: readonly Finding[]): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const { fixes } of findings) {
    const fix = fixes.find((one) => one.kind === "edit" && one.safe);
    if (
      fix?.kind === "edit" &&
      !fix.edits.some((one) => edits.some((other) => touch(one, other)))
    ) {
      edits.push(...fix.edits);
    }
  }
  return edits;
}

function touch({ range: one }: TextEdit, { range: other }: TextEdit): boolean {
  return one.offset <= other.offset + other.length && other.offset <= one.offset + one.length;
}
