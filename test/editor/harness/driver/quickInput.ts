import type { Locator, Page } from "playwright-core";
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
  /** Waits for an open quick input and reads it. */
  quickInputState(): Promise<QuickInput>;
  /** Types into the open quick input, replacing what is there, and accepts it with Enter. */
  quickInput(text: string): Promise<void>;
  /** Chooses the row with this label in the open quick pick. */
  quickPick(label: string): Promise<void>;
}

/** Drives the quick input of a workbench. */
export function driveQuickInput(page: Page): QuickInputDriver {
  const widget = page.locator(".quick-input-widget:visible");
  const input = widget.locator(".quick-input-box input");
  const rows = widget.locator(".quick-input-list .monaco-list-row");
  const row = (label: string): Locator =>
    rows.filter({ has: page.locator(".label-name", { hasText: wholeText(label) }) }).first();

  return {
    runCommand: async (title) => {
      await page.keyboard.press("F1");
      await input.fill(`>${title}`);
      await row(title).click();
    },
    openFile: async (relPath) => {
      const name = relPath.split("/").at(-1) ?? relPath;
      await page.keyboard.press("ControlOrMeta+P");
      await input.fill(relPath);
      await row(name).click();
      await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
      await page.locator(".editor-instance .monaco-editor").first().waitFor();
    },
    quickInputState: async () => {
      await widget.waitFor();
      return {
        title: (await widget.locator(".quick-input-title").innerText()).trim(),
        placeholder: (await input.getAttribute("placeholder")) ?? "",
        message: (await widget.locator(".quick-input-message").innerText()).trim(),
        rows: await rows.locator(".label-name").allInnerTexts(),
      };
    },
    quickInput: async (text) => {
      await input.fill(text);
      await input.press("Enter");
    },
    quickPick: (label) => row(label).click(),
  };
}
