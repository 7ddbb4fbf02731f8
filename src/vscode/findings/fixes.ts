import { l10n, type Command } from "vscode";
import type { FixAction } from "../../core/finding.ts";
import type { CommandId } from "../../manifest.ts";
import type { AllFixHandlers, FixActionOf } from "../handlers.ts";
import { OfferedFixes } from "./offeredFixes.ts";
import { showInformation } from "../ask/index.ts";

/** Does what fixes say. The rooms provide the handlers, and none needs to know which room does what. */
export class Fixes {
  readonly #offered = new OfferedFixes();
  #handlers: AllFixHandlers | undefined;

  /** Takes what the fixes of all rooms do. */
  provide(handlers: AllFixHandlers): void {
    this.#handlers = handlers;
  }

  /** Does what a fix says. */
  async apply<Type extends FixAction["type"]>(
    action: FixActionOf<Type> & { readonly type: Type },
  ): Promise<void> {
    await this.#handlers?.[action.type](action);
  }

  /** A command of the editor that applies a fix, for a tree line or a menu that shows it now. */
  offer(title: string, action: FixAction): Command {
    return {
      title,
      command: "mcpConnect.applyFix" satisfies CommandId,
      arguments: [this.#offered.offer(action)],
    };
  }

  /** Applies a fix by the id that it was offered under. Any extension or link can call this, so it takes nothing else. */
  async applyOffered(id: unknown): Promise<void> {
    const action = this.#offered.get(id);
    if (action) await this.apply(action);
    else void showInformation(l10n.t("This fix is no longer offered."));
  }
}
