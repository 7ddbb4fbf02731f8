import { commands, env, l10n, Uri, window } from "vscode";
import type { CredentialOperations } from "../../core/credentials/operations.ts";
import type { ConnectionTracker } from "../../core/status/tracker.ts";
import type { Fix, FixAction } from "../../core/finding.ts";
import { isFailure } from "../../core/failure.ts";
import type { OAuthServer, SignInInteraction, SignInOptions } from "../../core/oauth/types.ts";
import { usesOAuth, type Server } from "../../core/servers/server.ts";
import type { StatusBoard } from "../../core/status/status.ts";
import type { CommandId } from "../../manifest.ts";
import { copyText, withCancellableProgress } from "../ask/prompts.ts";
import { changeServer } from "../settings/settingsFile.ts";
import { createSignInInteraction } from "../signIn/signInInteraction.ts";

export interface ActionPorts {
  readonly operations: CredentialOperations;
  readonly board: StatusBoard;
  readonly tracker: ConnectionTracker;
  get(name: string): Server | undefined;
  readonly redirectReceiver: SignInInteraction["redirectReceiver"];
  /** The user asked for this server here: it is to go on as soon as it can. */
  want(server: Server): void;
  /** Ends what is open to a server, so that nothing goes on with a credential that is gone. */
  disconnect(server: Server): void;
  /** Opens what is written about a finding. */
  explain(code: string): Promise<void>;
  /** Does what a fix says that concerns the stored credential. */
  applyToCredential(action: CredentialFixAction): Promise<void>;
  /** Does what a fix says that concerns a configuration file. */
  applyToFile(action: FileFixAction): Promise<void>;
  /** Checks the connection through the gateway; resolves to the number of tools. */
  check(server: Server, signal: AbortSignal): Promise<number>;
}

/** What a fix can do with a stored credential. */
export type CredentialFixAction = Extract<
  FixAction,
  { type: "unlockKey" | "useCredentialHere" | "changeCarrier" | "useMemoryStorage" }
>;

/** What a fix can do with a configuration file and the servers in it. */
export type FileFixAction = Extract<FixAction, { file?: string }> & { readonly file: string };

/** What the user does, from commands, menus, notifications and fixes alike. */
export class Actions {
  readonly #ports: ActionPorts;

  constructor(ports: ActionPorts) {
    this.#ports = ports;
  }

  /** Signs in, with a notification that shows the steps and can be cancelled. True when signed in. */
  async signIn(server: OAuthServer, options: SignInOptions = {}): Promise<boolean> {
    const { operations, board, tracker, want } = this.#ports;
    want(server);
    try {
      await withCancellableProgress(l10n.t("Signing in to “{0}”", server.name), (report, signal) =>
        operations.signIn(
          server,
          createSignInInteraction(server.name, report, this.#ports.redirectReceiver),
          options,
          signal,
        ),
      );
      return true;
    } catch (error) {
      if (isFailure(error, "cancelled")) {
        // An earlier sign-in may still be there.
        board.set(server.name, { kind: "notStarted" });
        await tracker.settle(server);
        return false;
      }
      tracker.showFailure(server, error);
      await this.offerFixes(server);
      return false;
    }
  }

  async signOut(server: OAuthServer): Promise<void> {
    const outcome = await this.#ports.operations.signOut(server);
    this.#ports.disconnect(server);
    if (outcome === "refused") {
      void window.showWarningMessage(
        l10n.t(
          "Signed out of “{0}” here, but its authorization server did not revoke the tokens. Revoke them in your account there.",
          server.name,
        ),
      );
    }
  }

  /** Checks the connection and says what came of it. */
  async checkConnection(server: Server): Promise<void> {
    try {
      const tools = await withCancellableProgress(
        l10n.t("Checking “{0}”", server.name),
        (_report, signal) => this.#ports.check(server, signal),
      );
      const text =
        tools === 0
          ? l10n.t(
              "“{0}” is connected and lists no tools: your role may not have access. Contact the administrator.",
              server.name,
            )
          : tools === 1
            ? l10n.t("“{0}” is connected: 1 tool.", server.name)
            : l10n.t("“{0}” is connected: {1} tools.", server.name, tools);
      void window.showInformationMessage(text);
    } catch {
      // Why is on the board by now: the gateway told the tracker.
      await this.offerFixes(server);
    }
  }

  /** Shows the finding of a failed server as a notification with its first fixes. */
  async offerFixes(server: Server): Promise<void> {
    const status = this.#ports.board.get(server.name);
    if (status.kind !== "failed") return;
    const fixes = status.finding.fixes
      .filter((fix): fix is Extract<Fix, { kind: "action" }> => fix.kind === "action")
      .slice(0, 3);
    const title = await window.showErrorMessage(
      status.finding.message,
      ...fixes.map((fix) => fix.title),
    );
    const chosen = fixes.find((fix) => fix.title === title);
    if (chosen) await this.apply(chosen.action);
  }

  /** Does what a fix says; the only place where fixes become deeds. */
  async apply(action: FixAction): Promise<void> {
    if (isForFile(action)) return this.#ports.applyToFile(action);
    switch (action.type) {
      case "copy":
        return copyText(action.text);
      case "openExternal":
        // Anybody can run the command that leads here: only web addresses are opened.
        if (/^https?:\/\//i.test(action.url)) await env.openExternal(Uri.parse(action.url));
        return;
      case "openSettings":
        if (action.setting !== undefined)
          await commands.executeCommand("workbench.action.openSettings", action.setting);
        else await run("mcpConnect.openSettings", action.server);
        return;
      case "signIn": {
        const server = this.#ports.get(action.server);
        if (!server || !usesOAuth(server)) return;
        await this.signIn(server, {
          ...(action.anotherAccount && { prompt: "login" }),
          ...(action.scopes && { additionalScopes: action.scopes }),
        });
        return;
      }
      case "setToken":
        await run("mcpConnect.setCredential", action.server);
        return;
      case "setClientSecret":
        await run("mcpConnect.setClientSecret", action.server);
        return;
      case "rotateToken":
        await run("mcpConnect.rotateCredential", action.server);
        return;
      case "checkConnection":
        await run("mcpConnect.checkConnection", action.server);
        return;
      case "switchToOAuth":
        return this.#switchAuth(action.server, { type: "oauth" });
      case "switchToToken":
        return this.#switchAuth(action.server, { type: "token" });
      case "explain":
        return this.#ports.explain(action.code);
      case "unlockKey":
      case "useCredentialHere":
      case "changeCarrier":
      case "useMemoryStorage":
        return this.#ports.applyToCredential(action);
      // Without a file there is nothing that could be moved.
      case "moveToSecretStorage":
      case "adopt":
      case "ignore":
        return;
    }
  }

  async #switchAuth(name: string, auth: { readonly type: "oauth" | "token" }): Promise<void> {
    const server = this.#ports.get(name);
    if (!server) return;
    await this.#ports.operations.remove(server);
    await changeServer(name, (entry) => ({ ...entry, auth }));
    await run(auth.type === "oauth" ? "mcpConnect.signIn" : "mcpConnect.setCredential", name);
  }
}

function isForFile(action: FixAction): action is FileFixAction {
  return "file" in action && action.file !== undefined;
}

function run(command: CommandId, argument?: unknown): Thenable<unknown> {
  return commands.executeCommand(command, argument);
}
