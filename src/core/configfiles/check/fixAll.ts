import type { Finding, TextEdit } from "../../finding.ts";
import { applyEdits } from "../../textEdits.ts";
import type { ConfigFile } from "../read/configFile.ts";
import { withText } from "../read/configFile.ts";
import type { FindingOptions } from "./fileChecker.ts";
import { FileChecker } from "./fileChecker.ts";

/** Applies every fix that is safe to apply unasked, again and again until none is left, and gives the text. */
export function fixAll(file: ConfigFile, options: FindingOptions = {}): string {
  const checker = new FileChecker();
  let current = file;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const edits = safeEdits(checker.check(current, options));
    if (edits.length === 0) break;
    current = withText(current, applyEdits(current.text, edits));
  }
  return current.text;
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
