import type { Locator, Page } from "playwright-core";
import type * as vscode from "vscode";
import type { Evaluate } from "../probe.ts";
import { appears } from "./appears.ts";
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
  /** Puts the cursor of the active editor on the text's first occurrence. */
  placeCursor(text: string): Promise<void>;
  /** Titles of the quick fixes at the cursor. */
  quickFixes(): Promise<string[]>;
  /** Applies the quick fix with this title at the cursor. */
  quickFix(title: string): Promise<void>;
  /** Clicks a code lens of the active editor. */
  clickCodeLens(title: string): Promise<void>;
  /** The diagnostics in the order of file and line, of all sources or of one. */
  problems(source?: string): Promise<Problem[]>;
}

const MENU_ATTEMPTS = 5;
const MENU_WAIT_MS = 3_000;

/** Drives the text editor of a workbench. */
export function driveTextEditor(page: Page, evaluate: Evaluate): TextEditorDriver {
  const fixes = page.locator(".action-widget .monaco-list-row.action .title");
  // The menu does not open, or lacks the fix, while the workbench has yet to hear of the diagnostic.
  const openFixesWith = async (fix: Locator, name: string): Promise<void> => {
    for (let attempt = 1; attempt <= MENU_ATTEMPTS; attempt += 1) {
      await page.keyboard.press("ControlOrMeta+.");
      if (await appears(fix, MENU_WAIT_MS)) return;
      await page.keyboard.press("Escape");
    }
    throw new Error(`The menu of quick fixes at the cursor did not show ${name}.`);
  };

  return {
    placeCursor: (text) => evaluate(placeCursor, text),
    quickFixes: async () => {
      await openFixesWith(fixes.first(), "any");
      const titles = await fixes.allInnerTexts();
      await page.keyboard.press("Escape");
      return titles;
    },
    quickFix: async (title) => {
      const fix = fixes.filter({ hasText: wholeText(title) }).first();
      await openFixesWith(fix, `"${title}"`);
      await fix.click();
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

async function placeCursor(api: typeof vscode, text: string): Promise<void> {
  const editor = api.window.activeTextEditor;
  const offset = editor?.document.getText().indexOf(text) ?? -1;
  if (!editor || offset < 0) throw new Error(`The active editor has no "${text}".`);
  const position = editor.document.positionAt(offset);
  editor.selection = new api.Selection(position, position);
  editor.revealRange(new api.Range(position, position));
  await api.commands.executeCommand("workbench.action.focusActiveEditorGroup");
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
