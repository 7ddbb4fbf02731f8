import { ConfigurationTarget, Uri, workspace, type Disposable, type TextDocument } from "vscode";
import type { Finding } from "../../core/finding.ts";
import { findingOfStatus } from "../../core/status/needs.ts";
import { rangeIn, type PlacedFinding } from "../findings/index.ts";
import { locateInSettings, settingsFileOf, targetOf } from "../settings/index.ts";
import type { ServerParts } from "./parts.ts";

/** A finding, and the entry below `mcpConnect.servers` that it is about. */
interface FoundInSettings {
  readonly finding: Finding;
  readonly server: string;
  readonly path: readonly string[];
}

/** Shows what is wrong with a server in the Problems panel, on its entry in the settings that define it (R51). */
export class ServerDiagnostics implements Disposable {
  readonly #parts: ServerParts;
  readonly #subscriptions: Disposable[];
  #shown = new Map<string, Uri>();
  #drawing: Promise<void> = Promise.resolve();

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#subscriptions = [
      parts.board.onDidChange(() => this.update()),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (this.#shown.has(document.uri.toString())) this.update();
      }),
    ];
  }

  /** Draws the findings of all servers again. */
  update(): void {
    this.#drawing = this.#drawing.then(() => this.#draw()).catch(() => {});
  }

  async #draw(): Promise<void> {
    const { board, settings, context, diagnostics } = this.#parts;
    const findings: FoundInSettings[] = [];
    for (const server of settings.servers) {
      const finding = findingOfStatus(server, board.get(server.name));
      if (finding) findings.push({ finding, server: server.name, path: [] });
    }
    for (const finding of settings.findings) {
      const [server = "", ...path] = finding.path;
      findings.push({ finding, server, path });
    }
    const files = Map.groupBy(findings, ({ server }) =>
      settingsFileOf(targetOf(server) ?? ConfigurationTarget.Workspace, context).toString(),
    );
    const shown = new Map<string, Uri>();
    for (const [id, found] of files) {
      const uri = Uri.parse(id);
      const placed = await this.#place(uri, found);
      if (!placed) continue;
      diagnostics.set("server", uri, placed);
      shown.set(id, uri);
    }
    for (const [id, uri] of this.#shown) if (!shown.has(id)) diagnostics.set("server", uri, []);
    this.#shown = shown;
  }

  /** Finds the entries in the file; nothing when it cannot be read, which must not hide the findings of other files. */
  async #place(
    uri: Uri,
    found: readonly FoundInSettings[],
  ): Promise<readonly PlacedFinding[] | undefined> {
    let document: TextDocument;
    try {
      document = await workspace.openTextDocument(uri);
    } catch {
      return undefined;
    }
    const text = document.getText();
    return Promise.all(
      found.map(async ({ finding, server, path }) => {
        const range = await locateInSettings(text, server, path);
        return { finding, range: rangeIn(document, range ? { ...finding, range } : finding) };
      }),
    );
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
