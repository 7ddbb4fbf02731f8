import { workspace, type Disposable, type TextDocument } from "vscode";
import type { Finding } from "../core/diagnosis/finding.ts";
import { rangeIn, type Diagnostics } from "./diagnostics.ts";

export interface FileDiagnosticsPorts {
  readonly diagnostics: Diagnostics;
  enabled(): boolean;
  /** Whether a path is a configuration file that we know; cheap, called for every document that opens. */
  isConfigFile(path: string): boolean;
  /** Checks a file; loads the rules on first use. */
  check(path: string, text: string): Promise<readonly Finding[]>;
}

const TYPING_PAUSE_MS = 150;

/** Checks the configuration files of MCP clients while they are open. */
export class FileDiagnostics implements Disposable {
  readonly #ports: FileDiagnosticsPorts;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #subscriptions: Disposable[];

  constructor(ports: FileDiagnosticsPorts) {
    this.#ports = ports;
    this.#subscriptions = [
      workspace.onDidOpenTextDocument((document) => void this.#check(document)),
      workspace.onDidChangeTextDocument(({ document }) => this.#checkSoon(document)),
      workspace.onDidCloseTextDocument((document) => this.#clear(document)),
    ];
    this.checkAll();
  }

  /** Checks every open document, after the settings changed. */
  checkAll(): void {
    for (const document of workspace.textDocuments) void this.#check(document);
  }

  async #check(document: TextDocument): Promise<void> {
    const { diagnostics, enabled, isConfigFile, check } = this.#ports;
    if (document.isClosed || !isConfigFile(document.uri.path)) return;
    const { version } = document;
    const findings = enabled() ? await check(document.uri.path, document.getText()) : [];
    // A newer version is checked by its own event.
    if (document.isClosed || document.version !== version) return;
    diagnostics.set(
      "file",
      document.uri,
      findings.map((finding) => ({ finding, range: rangeIn(document, finding) })),
    );
  }

  #checkSoon(document: TextDocument): void {
    if (!this.#ports.isConfigFile(document.uri.path)) return;
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

  #clear(document: TextDocument): void {
    if (this.#ports.isConfigFile(document.uri.path)) {
      this.#ports.diagnostics.set("file", document.uri, []);
    }
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
