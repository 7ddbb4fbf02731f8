import { EventEmitter, languages, Uri, window, workspace, type Disposable } from "vscode";

const SCHEME = "mcp-connect";

/**
 * Shows texts that are nobody's files: read-only, kept in memory, never written to the editor's backups, and gone with
 * the window.
 */
export class TextViews implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  #registration: Disposable | undefined;

  /** Opens a text beside nothing else, in place of one that was shown under the same name. */
  async show(name: string, text: string, language: string): Promise<void> {
    this.#registration ??= workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: ({ path }) => this.#texts.get(path) ?? "",
    });
    const uri = Uri.from({ scheme: SCHEME, path: `/${name.replaceAll("/", "∕")}` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    const document = await workspace.openTextDocument(uri);
    await languages.setTextDocumentLanguage(document, language);
    await window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.#registration?.dispose();
    this.#changed.dispose();
  }
}
