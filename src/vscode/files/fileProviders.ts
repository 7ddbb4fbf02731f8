import {
  CodeActionKind,
  Disposable,
  languages,
  type CodeActionProvider,
  type CompletionItemProvider,
  type HoverProvider,
} from "vscode";
import { CONFIG_FILE_SELECTOR, isConfigFile } from "./configFileUri.ts";

/** What the editor asks about a configuration file. */
export type FileProvider = CodeActionProvider & HoverProvider & CompletionItemProvider;

/** The kind of the source action that fixes what is safe to fix, for `editor.codeActionsOnSave`. */
export const FIX_ALL = CodeActionKind.SourceFixAll.append("mcpConnect");

/** Registers for the configuration files what is loaded with the first of them that is looked at. */
export function registerFileProviders(provider: () => Promise<FileProvider>): Disposable {
  const codeActions: CodeActionProvider = {
    provideCodeActions: async (document, ...rest) =>
      isConfigFile(document.uri)
        ? (await provider()).provideCodeActions(document, ...rest)
        : undefined,
  };
  const hover: HoverProvider = {
    provideHover: async (document, ...rest) =>
      isConfigFile(document.uri) ? (await provider()).provideHover(document, ...rest) : undefined,
  };
  const completions: CompletionItemProvider = {
    provideCompletionItems: async (document, ...rest) =>
      isConfigFile(document.uri)
        ? (await provider()).provideCompletionItems(document, ...rest)
        : undefined,
  };
  return Disposable.from(
    languages.registerCodeActionsProvider(CONFIG_FILE_SELECTOR, codeActions, {
      providedCodeActionKinds: [CodeActionKind.QuickFix, FIX_ALL, CodeActionKind.RefactorMove],
    }),
    languages.registerHoverProvider(CONFIG_FILE_SELECTOR, hover),
    languages.registerCompletionItemProvider(CONFIG_FILE_SELECTOR, completions, '"', "$", "{"),
  );
}
