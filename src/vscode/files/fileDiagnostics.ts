import { EventEmitter, workspace, type Disposable, type TextDocument, type Uri } from "vscode";
import { once } from "../../core/once.ts";
import { rangeIn } from "../findings/index.ts";
import { isConfigFile } from "./configFileUri.ts";
import type { FileChecks } from "./fileChecks.ts";
import type { FileParts } from "./parts.ts";

const TYPING_PAUSE_MS = 150;

/** Checks the configuration files of MCP clients while they are open. */
export class FileDiagnostics implements Disposable {
  readonly #parts: Pick<FileParts, "settings" | "diagnostics">;
  /** The rules, loaded with the first file. */
  readonly #checks: () => Promise<FileChecks>;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Which version of a document its findings are of. */
  readonly #checked = new Map<string, number>();
  readonly #subscriptions: Disposable[];
  readonly #closed = new EventEmitter<Uri>();

  /** Fires when a configuration file is no longer open, after its findings went. */
  readonly onDidClose = this.#closed.event;

  constructor(parts: Pick<FileParts, "settings" | "diagnostics">, load: () => Promise<FileChecks>) {
    this.#parts = parts;
    this.#checks = once(async () => {
      const checks = await load();
      this.#subscriptions.push(
        checks.onDidLearn((uri) => this.#checkAgain(uri)),
        this.onDidClose((uri) => checks.forget(uri)),
      );
      return checks;
    });
    this.#subscriptions = [
      this.#closed,
      parts.settings.onDidChange(() => this.#checkAll()),
      workspace.onDidOpenTextDocument((document) => void this.#check(document)),
      workspace.onDidChangeTextDocument(({ document }) => this.#checkSoon(document)),
      workspace.onDidCloseTextDocument((document) => this.#close(document)),
    ];
    this.#checkAll();
  }

  /** Checks every open document, after the settings changed. */
  #checkAll(): void {
    for (const document of workspace.textDocuments) void this.#check(document);
  }

  /** Checks a document again, after something beside its text changed. */
  #checkAgain(uri: Uri): void {
    const document = workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
    if (document) void this.#check(document);
  }

  /** Resolves when the findings of a document are those of its present text. */
  async settle(document: TextDocument): Promise<void> {
    if (this.#checked.get(document.uri.toString()) !== document.version) {
      await this.#check(document);
    }
  }

  async #check(document: TextDocument): Promise<void> {
    const { diagnostics, settings } = this.#parts;
    if (document.isClosed || !isConfigFile(document.uri)) return;
    const { version } = document;
    const findings = settings.findingsEnabled ? (await this.#checks()).checkDocument(document) : [];
    // A newer version is checked by its own event.
    if (document.isClosed || document.version !== version) return;
    this.#checked.set(document.uri.toString(), version);
    diagnostics.set(
      "file",
      document.uri,
      findings.map((finding) => ({
        finding,
        range: rangeIn(document, finding),
        hidden: finding.underlinedByEditor === true,
      })),
    );
  }

  #checkSoon(document: TextDocument): void {
    if (!isConfigFile(document.uri)) return;
    const id = document.uri.toString();
    clearTimeout(this.#timers.get(id));
    this.#timers.set(
      id,
      setTimeout(() => {
        this.#timers.delete(id);
        void this.#check(document);
      }, TYPING_PAUSE_MS),
    );
  }

  #close({ uri }: TextDocument): void {
    if (!isConfigFile(uri)) return;
    clearTimeout(this.#timers.get(uri.toString()));
    this.#checked.delete(uri.toString());
    this.#parts.diagnostics.set("file", uri, []);
    this.#closed.fire(uri);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
