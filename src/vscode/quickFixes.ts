import {
  CodeAction,
  CodeActionKind,
  languages,
  Range,
  WorkspaceEdit,
  type CodeActionProvider,
  type Disposable,
  type TextDocument,
  type Uri,
} from "vscode";
import type { Finding, Fix } from "../core/diagnosis/finding.ts";
import type { CommandId } from "../manifest.ts";

/** A finding that touches the place where the lightbulb was asked for. */
export interface FixableFinding {
  readonly finding: Finding;
  readonly range: Range;
}

/** Offers the fixes of the findings at a place, in the findings' own order. */
export function registerQuickFixes(
  at: (uri: Uri, range: Range) => readonly FixableFinding[],
  diagnosticOf: (placed: FixableFinding) => NonNullable<CodeAction["diagnostics"]>[number],
): Disposable {
  const provider: CodeActionProvider = {
    provideCodeActions: (document, range) =>
      at(document.uri, range).flatMap((placed) =>
        placed.finding.fixes.map((fix, index) => {
          const action = toCodeAction(document, fix);
          action.diagnostics = [diagnosticOf(placed)];
          action.isPreferred = index === 0;
          return action;
        }),
      ),
  };
  return languages.registerCodeActionsProvider(
    ["json", "jsonc", "toml"].map((language) => ({ language, scheme: "*" })),
    provider,
    { providedCodeActionKinds: [CodeActionKind.QuickFix] },
  );
}

function toCodeAction(document: TextDocument, fix: Fix): CodeAction {
  const action = new CodeAction(fix.title, CodeActionKind.QuickFix);
  if (fix.kind === "edit") {
    action.edit = new WorkspaceEdit();
    for (const { range, text } of fix.edits) {
      const start = document.positionAt(range.offset);
      const end = document.positionAt(range.offset + range.length);
      action.edit.replace(document.uri, new Range(start, end), text);
    }
  } else {
    action.command = {
      title: fix.title,
      command: "mcpConnect.applyFix" satisfies CommandId,
      arguments: [fix.action],
    };
  }
  return action;
}
