import { l10n, window } from "vscode";
import type { Failure } from "../../core/failure.ts";
import { memoryFix } from "../../core/fixes.ts";

/** Says that secret storage does not work, and offers to go on without it; only where the user agrees. */
export async function offerMemory(failure: Failure, agree: () => Promise<void>): Promise<void> {
  const { title: keep } = memoryFix();
  const chosen = await window.showWarningMessage(
    `${failure.message} ${l10n.t("Keep credentials in memory until this window closes?")}`,
    keep,
    l10n.t("Not now"),
  );
  if (chosen === keep) await agree();
}
