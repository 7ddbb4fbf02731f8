import {
  ConfigurationTarget,
  workspace,
  type Disposable,
  type ExtensionContext,
  type Uri,
} from "vscode";
import type { Finding, TextRange } from "../core/diagnosis/finding.ts";
import { findingOfStatus } from "../core/diagnosis/needs.ts";
import type { SettingsFinding } from "../core/servers/parse.ts";
import type { Server } from "../core/servers/server.ts";
import type { StatusBoard } from "../core/servers/status.ts";
import { rangeIn, type Diagnostics } from "./diagnostics.ts";
import { settingsFileOf, targetOf } from "./settingsFile.ts";

export interface ServerDiagnosticsPorts {
  readonly context: ExtensionContext;
  readonly diagnostics: Diagnostics;
  readonly board: StatusBoard;
  servers(): readonly Server[];
  settingsFindings(): readonly SettingsFinding[];
  /** Where a server's entry stands in a file's text; loads the JSON parser on first use. */
  locate(text: string, server: string, path: readonly string[]): Promise<TextRange | undefined>;
}

/** Shows what is wrong with a server in the Problems panel, on its entry in the settings that define it (R51). */
export class ServerDiagnostics implements Disposable {
  readonly #ports: ServerDiagnosticsPorts;
  readonly #subscriptions: Disposable[];
  #shown = new Map<string, Uri>();
  #drawing: Promise<void> = Promise.resolve();

  constructor(ports: ServerDiagnosticsPorts) {
    this.#ports = ports;
    this.#subscriptions = [
      ports.board.onDidChange(() => this.update()),
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
    const { board, servers, settingsFindings, context, diagnostics } = this.#ports;
    const findings: { finding: Finding; server: string; path: readonly string[] }[] = [];
    for (const server of servers()) {
      const finding = findingOfStatus(server, board.get(server.name));
      if (finding) findings.push({ finding, server: server.name, path: [] });
    }
    for (const finding of settingsFindings()) {
      const [server = "", ...path] = finding.path;
      findings.push({ finding, server, path });
    }
    const files = Map.groupBy(findings, ({ server }) =>
      settingsFileOf(targetOf(server) ?? ConfigurationTarget.Workspace, context).toString(),
    );
    const shown = new Map<string, Uri>();
    for (const [id, found] of files) {
      const first = found[0];
      if (!first) continue;
      const uri = settingsFileOf(targetOf(first.server) ?? ConfigurationTarget.Workspace, context);
      const document = await workspace.openTextDocument(uri);
      const text = document.getText();
      const placed = await Promise.all(
        found.map(async ({ finding, server, path }) => {
          const range = await this.#ports.locate(text, server, path);
          return { finding, range: rangeIn(document, range ? { ...finding, range } : finding) };
        }),
      );
      diagnostics.set("server", uri, placed);
      shown.set(id, uri);
    }
    for (const [id, uri] of this.#shown) if (!shown.has(id)) diagnostics.set("server", uri, []);
    this.#shown = shown;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
