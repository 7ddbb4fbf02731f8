import { l10n } from "vscode";
import type { Failure } from "../../core/failure.ts";
import { memoryFix } from "../../core/fixes.ts";
import { showWarning } from "../ask/index.ts";

/** Says that secret storage does not work, and offers to go on without it; only where the user agrees. */
export async function offerMemory(failure: Failure, agree: () => Promise<void>): Promise<void> {
  const { title: keep } = memoryFix();
  const chosen = await showWarning(
    `${failure.message} ${l10n.t("Keep credentials in memory until this window closes?")}`,
    keep,
    l10n.t("Not now"),
  );
  if (chosen === keep) await agree();
}
