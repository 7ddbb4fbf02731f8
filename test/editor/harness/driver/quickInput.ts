import type { Locator, Page } from "playwright-core";
import type * as vscode from "vscode";
import type { Evaluate } from "../probe.ts";
import { attempt, comesTrue } from "./attempts.ts";
import { wholeText } from "./wholeText.ts";

/** The open quick input: a pick or an input box. */
interface QuickInput {
  title: string;
  placeholder: string;
  /** The sentence below an input box, which is also where a validation message stands. */
  message: string;
  /** Labels of the rows in view. */
  rows: string[];
}

/** The command palette, quick open, and the picks and input boxes of extensions. */
export interface QuickInputDriver {
  /** Runs a command of the command palette by its full title there, such as "Preferences: Open User Settings". */
  runCommand(title: string): Promise<void>;
  /** Opens a file by its path within the workspace. */
  openFile(relPath: string): Promise<void>;
  /** Waits for an open quick input, with this title where one is given, and reads it. */
  quickInputState(title?: string): Promise<QuickInput>;
  /** Types into the open quick input, replacing what is there, and accepts it with Enter. Waits for this title, if given. */
  quickInput(text: string, title?: string): Promise<void>;
  /** Chooses the row with this label in the open quick pick. */
  quickPick(label: string): Promise<void>;
}

/** Drives the quick input of a workbench. */
export function driveQuickInput(page: Page, evaluate: Evaluate): QuickInputDriver {
  const widget = page.locator(".quick-input-widget:visible");
  const input = widget.locator(".quick-input-box input");
  const rows = widget.locator(".quick-input-list .monaco-list-row");
  const row = (label: string): Locator =>
    rows.filter({ has: page.locator(".label-name", { hasText: wholeText(label) }) }).first();
  const titled = (title: string): Locator =>
    widget.locator(".quick-input-title", { hasText: wholeText(title) });
  // Another quick input may still be closing, and a key that comes too early is lost.
  const openWith = (key: string, what: string, isOpen: () => Promise<boolean>): Promise<void> =>
    attempt(what, async () => {
      await page.keyboard.press(key);
      return comesTrue(async () => (await input.isVisible()) && (await isOpen()));
    });

  return {
    runCommand: async (title) => {
      await openWith("F1", "the command palette", async () =>
        (await input.inputValue()).startsWith(">"),
      );
      await input.fill(`>${title}`);
      await row(title).click();
    },
    openFile: async (relPath) => {
      const name = relPath.split("/").at(-1) ?? relPath;
      await openWith("ControlOrMeta+P", "quick open", async () =>
        ((await input.getAttribute("placeholder")) ?? "").startsWith("Search files by name"),
      );
      await input.fill(relPath);
      await row(name).click();
      await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
      await page.locator(".editor-instance .monaco-editor").first().waitFor();
      await attempt(`${relPath} as the active editor of the extension host`, () =>
        evaluate(isActive, relPath),
      );
    },
    quickInputState: async (title) => {
      await (title === undefined ? widget : titled(title)).waitFor();
      return {
        title: (await widget.locator(".quick-input-title").innerText()).trim(),
        placeholder: (await input.getAttribute("placeholder")) ?? "",
        message: (await widget.locator(".quick-input-message").innerText()).trim(),
        rows: await rows.locator(".label-name").allInnerTexts(),
      };
    },
    quickInput: async (text, title) => {
      if (title !== undefined) await titled(title).waitFor();
      await input.fill(text);
      await input.press("Enter");
    },
    quickPick: (label) => row(label).click(),
  };
}

/** Runs in the extension host, which hears of the active editor a moment after it is drawn. */
function isActive(api: typeof vscode, relPath: string): boolean {
  const uri = api.window.activeTextEditor?.document.uri;
  return uri !== undefined && api.workspace.asRelativePath(uri) === relPath;
}
