import { commands, l10n, window } from "vscode";
import { sentenceOf, type Need } from "../core/credentials/service.ts";
import type { Server } from "../core/servers/server.ts";
import type { CommandId } from "../manifest.ts";

/**
 * Asks, without blocking, for what a server needs before it can work: once for each start of the server,
 * not once for each of its requests.
 */
export class NeedNotifications {
  readonly #asked = new Set<string>();

  /** The server is started anew: its next need is asked for again. */
  reset(server: string): void {
    this.#asked.delete(server);
  }

  async ask(server: Server, need: Need): Promise<void> {
    if (this.#asked.has(server.name)) return;
    this.#asked.add(server.name);
    const [title, command]: [string, CommandId] =
      server.auth.type === "token"
        ? [l10n.t("Set Token…"), "mcpConnect.setToken"]
        : [l10n.t("Sign In"), "mcpConnect.signIn"];
    if ((await window.showInformationMessage(sentenceOf(server, need), title)) !== title) return;
    await commands.executeCommand(command, server.name);
  }
}
