import {
  CodeAction,
  CodeActionKind,
  l10n,
  Range,
  WorkspaceEdit,
  type CodeActionContext,
  type TextDocument,
} from "vscode";
import { serverAt, type FoundServer } from "../../core/configfiles/read/serverAt.ts";
import { fixAll } from "../../core/configfiles/check/fixAll.ts";
import type { Fix, FixAction, TextEdit } from "../../core/finding.ts";
import { adoptFix } from "../../core/fixes.ts";
import { ignoreEdit } from "../../core/configfiles/plans/ignoreEdit.ts";
import { toDiagnostic, type PlacedFinding } from "../findings/index.ts";
import { configFileOf } from "./documentFile.ts";
import type { FileChecks } from "./fileChecks.ts";
import type { FileDiagnostics } from "./fileDiagnostics.ts";
import { FIX_ALL } from "./fileProviders.ts";
import type { FileParts } from "./parts.ts";
import { changeText } from "./textChange.ts";

/** Offers what can be done in a configuration file: at a finding its fixes, at a server to take it over. */
export class QuickFixes {
  readonly #parts: Pick<FileParts, "diagnostics" | "fixes">;
  readonly #checks: FileChecks;
  readonly #fileDiagnostics: FileDiagnostics;

  constructor(
    parts: Pick<FileParts, "diagnostics" | "fixes">,
    checks: FileChecks,
    fileDiagnostics: FileDiagnostics,
  ) {
    this.#parts = parts;
    this.#checks = checks;
    this.#fileDiagnostics = fileDiagnostics;
  }

  /** The actions at a range, in the findings' own order; on saving, the one that fixes the whole file. */
  async provide(
    document: TextDocument,
    range: Range,
    { only }: CodeActionContext,
  ): Promise<CodeAction[]> {
    const { diagnostics } = this.#parts;
    const wants = (kind: CodeActionKind) => !only || only.contains(kind);
    const actions: CodeAction[] = [];
    if (wants(CodeActionKind.QuickFix)) {
      await this.#fileDiagnostics.settle(document);
      actions.push(...this.#forFindings(document, diagnostics.at(document.uri, range)));
    }
    const file = configFileOf(document);
    const server = file && serverAt(file, document.offsetAt(range.start));
    if (server && wants(CodeActionKind.RefactorMove)) {
      actions.push(...this.#forServer(document, server, actions));
    }
    if (only && FIX_ALL.intersects(only)) {
      const action = this.#fixAll(document, l10n.t("Fix all that is safe to fix"), FIX_ALL);
      if (action) actions.push(action);
    }
    return actions;
  }

  #forFindings(document: TextDocument, found: readonly PlacedFinding[]): CodeAction[] {
    const actions: CodeAction[] = [];
    const known = new Set<string>();
    for (const placed of found) {
      for (const [index, fix] of placed.finding.fixes.entries()) {
        const id = JSON.stringify(fix);
        if (known.has(id)) continue;
        known.add(id);
        const action = this.#toCodeAction(document, fix);
        if (placed.hidden !== true) action.diagnostics = [toDiagnostic(placed)];
        action.isPreferred = index === 0;
        actions.push(action);
      }
    }
    const isFixable = found.some(({ finding }) =>
      finding.fixes.some((fix) => fix.kind === "edit" && fix.safe),
    );
    const all =
      isFixable && this.#fixAll(document, l10n.t("Fix all in this file"), CodeActionKind.QuickFix);
    if (all) actions.push(all);
    actions.push(...found.flatMap((placed) => this.#silencers(document, placed)));
    return actions;
  }

  #fixAll(document: TextDocument, title: string, kind: CodeActionKind): CodeAction | undefined {
    const file = configFileOf(document);
    const fixed = file && fixAll(file, this.#checks.options(document.uri, file.text));
    if (fixed === undefined || fixed === file?.text) return undefined;
    const action = new CodeAction(title, kind);
    action.edit = new WorkspaceEdit();
    changeText(action.edit, document, fixed);
    return action;
  }

  /** A comment where the file's language has some, and the settings' list. */
  #silencers(document: TextDocument, { finding, range }: PlacedFinding): CodeAction[] {
    // What is known of a server's connection, no comment in a file silences.
    if (finding.range === undefined) return [];
    const { code, server } = finding;
    const actions: CodeAction[] = [];
    const offset = document.offsetAt(range.start);
    const file = document.languageId === "json" ? undefined : configFileOf(document);
    const edit = file && ignoreEdit(file, offset, code);
    if (edit) {
      const title = l10n.t("Ignore “{0}” here", code);
      actions.push(
        this.#toCodeAction(document, { kind: "edit", title, edits: [edit], safe: false }),
      );
    }
    const title =
      server === undefined
        ? l10n.t("Ignore “{0}” in the settings", code)
        : l10n.t("Ignore “{0}” of “{1}” in the settings", code, server);
    const action: FixAction = { type: "ignore", code, ...(server !== undefined && { server }) };
    actions.push(this.#toCodeAction(document, { kind: "action", title, action }));
    for (const one of actions) one.isPreferred = false;
    return actions;
  }

  /** What can be done with a remote server of another client, whether or not something is wrong with it. */
  #forServer(
    document: TextDocument,
    { name, kind, isOurs }: FoundServer,
    offered: readonly CodeAction[],
  ): CodeAction[] {
    if (isOurs || (kind !== "remote" && kind !== "bridge")) return [];
    const actions: Fix[] = [
      adoptFix(name),
      {
        kind: "action",
        title: l10n.t("Check the connection of “{0}”", name),
        action: { type: "checkEntry", server: name, file: document.uri.toString() },
      },
    ];
    const titles = new Set(offered.map(({ title }) => title));
    return actions
      .filter(({ title }) => !titles.has(title))
      .map((fix) => this.#toCodeAction(document, fix, CodeActionKind.RefactorMove));
  }

  #toCodeAction(
    document: TextDocument,
    fix: Fix,
    kind: CodeActionKind = CodeActionKind.QuickFix,
  ): CodeAction {
    const action = new CodeAction(fix.title, kind);
    if (fix.kind === "edit") {
      action.edit = new WorkspaceEdit();
      for (const edit of fix.edits)
        action.edit.replace(document.uri, ...replacement(document, edit));
    } else {
      action.command = this.#parts.fixes.offer(fix.title, {
        ...fix.action,
        ...fileOf(document, fix.action),
      });
    }
    return action;
  }
}

/** What concerns the text at the cursor, rather than a server of ours. */
const ABOUT_TEXT: ReadonlySet<FixAction["type"]> = new Set([
  "moveToSecretStorage",
  "setTokenInFile",
  "adopt",
  "ignore",
]);

/** The file, for the actions that concern its text. */
function fileOf({ uri }: TextDocument, action: FixAction): { file?: string } {
  return ABOUT_TEXT.has(action.type) ? { file: uri.toString() } : {};
}

function replacement(document: TextDocument, { range, text }: TextEdit): [Range, string] {
  const start = document.positionAt(range.offset);
  const end = document.positionAt(range.offset + range.length);
  return [new Range(start, end), text];
}
