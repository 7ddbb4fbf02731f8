import type { Finding, Fix } from "../../core/finding.ts";
import type { Fixes } from "./fixes.ts";
import { showError } from "../ask/index.ts";

/** What fits beside the text of a notification. */
const MAX_BUTTONS = 3;

/** Shows a finding as a notification with its first fixes, and does what the user chooses. */
export async function showFinding(finding: Finding, fixes: Fixes): Promise<void> {
  const offered = finding.fixes
    .filter((fix): fix is Extract<Fix, { kind: "action" }> => fix.kind === "action")
    .slice(0, MAX_BUTTONS);
  const title = await showError(finding.message, ...offered.map((fix) => fix.title));
  const chosen = offered.find((fix) => fix.title === title);
  if (chosen) await fixes.apply(chosen.action);
}
