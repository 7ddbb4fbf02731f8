import type { Locator, Page } from "playwright-core";
import type * as vscode from "vscode";
import type { Evaluate } from "../probe.ts";
import { attempt, ATTEMPT_MS } from "./attempts.ts";
import { wholeText } from "./wholeText.ts";

/** A diagnostic of the workspace. */
interface Problem {
  /** Path within the workspace, or the absolute path of a file outside it. */
  file: string;
  /** Counted from 1, as the editor shows it. */
  line: number;
  severity: "error" | "warning" | "information" | "hint";
  message: string;
  source: string | undefined;
  code: string | undefined;
}

/** The active text editor and the diagnostics. */
export interface TextEditorDriver {
  /** Waits for the text in the active editor and puts the cursor on its first occurrence. */
  placeCursor(text: string): Promise<void>;
  /** The text of the active editor as the extension host knows it; empty without an editor. */
  textOfEditor(): Promise<string>;
  /** Titles of the quick fixes at the cursor. */
  quickFixes(): Promise<string[]>;
  /** Applies the quick fix with this title at the cursor. */
  quickFix(title: string): Promise<void>;
  /** Clicks a code lens of the active editor. */
  clickCodeLens(title: string): Promise<void>;
  /** The diagnostics in the order of file and line, of all sources or of one. */
  problems(source?: string): Promise<Problem[]>;
}

/** Drives the text editor of a workbench. */
export function driveTextEditor(page: Page, evaluate: Evaluate): TextEditorDriver {
  const fixes = page.locator(".action-widget .monaco-list-row.action .title");
  // The menu does not open, or lacks the fix, while the workbench has yet to hear of the diagnostic.
  const withFix = (fix: Locator, wanted: string, use: () => Promise<void>): Promise<void> =>
    attempt(`${wanted} in the menu of quick fixes at the cursor`, async () => {
      await page.keyboard.press("ControlOrMeta+.");
      try {
        await fix.waitFor({ timeout: ATTEMPT_MS });
        await use();
        return true;
      } catch (error) {
        await page.keyboard.press("Escape");
        throw error;
      }
    });

  return {
    placeCursor: (text) =>
      attempt(`"${text}" in the active editor`, () => evaluate(placeCursor, text)),
    textOfEditor: () => evaluate((api) => api.window.activeTextEditor?.document.getText() ?? ""),
    quickFixes: async () => {
      let titles: string[] = [];
      await withFix(fixes.first(), "a fix", async () => {
        titles = await fixes.allInnerTexts();
        await page.keyboard.press("Escape");
      });
      return titles;
    },
    quickFix: async (title) => {
      const fix = fixes.filter({ hasText: wholeText(title) }).first();
      await withFix(fix, `"${title}"`, () => fix.click({ timeout: ATTEMPT_MS }));
    },
    clickCodeLens: (title) =>
      page
        .locator(".codelens-decoration a", { hasText: wholeText(title) })
        .first()
        .click(),
    problems: async (source) => {
      const all = await evaluate(readProblems);
      return source === undefined ? all : all.filter((problem) => problem.source === source);
    },
  };
}

// The functions below run in the extension host: they see nothing of this file.

/** Whether the text was there; the extension host hears of editors and of their text a moment after they are drawn. */
async function placeCursor(api: typeof vscode, text: string): Promise<boolean> {
  const editor = api.window.activeTextEditor;
  const offset = editor?.document.getText().indexOf(text) ?? -1;
  if (!editor || offset < 0) return false;
  const position = editor.document.positionAt(offset);
  editor.selection = new api.Selection(position, position);
  editor.revealRange(new api.Range(position, position));
  await api.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  return true;
}

function readProblems(api: typeof vscode): Problem[] {
  const severities = ["error", "warning", "information", "hint"] as const;
  return api.languages
    .getDiagnostics()
    .flatMap(([uri, diagnostics]) =>
      diagnostics.map(({ range, severity, message, source, code }) => ({
        file: api.workspace.asRelativePath(uri),
        line: range.start.line + 1,
        severity: severities[severity],
        message,
        source,
        code: code === undefined ? undefined : String(typeof code === "object" ? code.value : code),
      })),
    )
    .toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}
