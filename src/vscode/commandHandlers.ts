import { commands, l10n, Range, Selection, window, workspace, type ExtensionContext } from "vscode";
import type { FixAction } from "../core/finding.ts";
import type { OAuthAuth } from "../core/kinds/oauth.ts";
import { usesOAuth, type Server } from "../core/servers/server.ts";
import type { CommandId } from "../manifest.ts";
import type { Actions } from "./findings/actions.ts";
import type { Handler } from "./commands.ts";
import type { CredentialCommandId } from "./credentials/credentialCommands.ts";
import type { FileCommandId } from "./files/fileCommands.ts";
import { askText, copyText, pickOne } from "./ask/prompts.ts";
import type { UsableRedirectUri } from "./signIn/redirectReceivers.ts";
import { chooseServer, isServer, serverNameOf } from "./ask/serverChoice.ts";
import { changeServer, settingsFileOf, targetOf } from "./settings/settingsFile.ts";

export interface CommandPorts {
  readonly context: ExtensionContext;
  readonly actions: Actions;
  servers(): readonly Server[];
  get(name: string): Server | undefined;
  start(server: Server): Promise<void>;
  redirectUris(auth: OAuthAuth): Promise<readonly UsableRedirectUri[]>;
  pasteRedirect(): Promise<void>;
  locate(
    text: string,
    server: string,
  ): Promise<{ readonly offset: number; readonly length: number } | undefined>;
  showLog(): void;
}

/** What each command does. A command takes the server of the tree line or link it came from, else it asks which. */
export function createCommandHandlers(
  ports: CommandPorts,
): Record<Exclude<CommandId, CredentialCommandId | FileCommandId>, Handler> {
  const { actions } = ports;

  const chooseOAuth = (argument: unknown, question: string) =>
    chooseServer(ports, argument, {
      fits: usesOAuth,
      question,
      none: l10n.t("No server in the settings uses OAuth."),
    });
  const chooseAny = (argument: unknown, question: string) =>
    chooseServer(ports, argument, {
      fits: isServer,
      question,
      none: l10n.t("The settings name no server yet."),
    });

  return {
    "mcpConnect.addServer": () => addServer(ports),
    "mcpConnect.signIn": async (argument) => {
      const server = await chooseOAuth(argument, l10n.t("Sign in to which server?"));
      return server ? actions.signIn(server) : false;
    },
    "mcpConnect.signInWithAnotherAccount": async (argument) => {
      const server = await chooseOAuth(argument, l10n.t("Sign in to which server?"));
      return server ? actions.signIn(server, { prompt: "login" }) : false;
    },
    "mcpConnect.signOut": async (argument) => {
      const server = await chooseOAuth(argument, l10n.t("Sign out of which server?"));
      if (server) await actions.signOut(server);
    },
    "mcpConnect.startServer": async (argument) => {
      const server = await chooseAny(argument, l10n.t("Start which server?"));
      if (server) await ports.start(server);
    },
    "mcpConnect.checkConnection": async (argument) => {
      const server = await chooseAny(argument, l10n.t("Check which server?"));
      if (server) await actions.checkConnection(server);
    },
    "mcpConnect.openSettings": (argument) => openSettings(ports, serverNameOf(argument)),
    "mcpConnect.showLog": () => ports.showLog(),
    "mcpConnect.showRedirectUris": async (argument) => {
      const server = await chooseOAuth(argument, l10n.t("Redirect URIs for which server?"));
      if (server) await showRedirectUris(server.name, await ports.redirectUris(server.auth));
    },
    "mcpConnect.pasteRedirect": () => ports.pasteRedirect(),
    "mcpConnect.applyFix": (argument) => {
      if (isFixAction(argument)) return actions.apply(argument);
      return undefined;
    },
  };
}

async function addServer({ get }: CommandPorts): Promise<void> {
  const url = await askText({
    title: l10n.t("Add MCP server (1 of 3)"),
    prompt: l10n.t("Address of the server"),
    placeHolder: "https://example.com/mcp",
    problem: (text) =>
      URL.canParse(text.trim()) && /^https?:/.test(text.trim())
        ? undefined
        : l10n.t("Enter an address that begins with https://."),
  });
  if (url === undefined) return;
  const type = await pickOne(l10n.t("Add MCP server (2 of 3)"), [
    {
      label: l10n.t("Sign in with OAuth"),
      detail: l10n.t("You sign in in the browser and act with your own permissions."),
      value: "oauth" as const,
    },
    {
      label: l10n.t("Personal token or API key"),
      detail: l10n.t("You paste it once. It is kept in secret storage, not in settings."),
      value: "token" as const,
    },
    { label: l10n.t("No credential"), value: "none" as const },
  ]);
  if (!type) return;
  const name = await askText({
    title: l10n.t("Add MCP server (3 of 3)"),
    prompt: l10n.t("Name of the server, as you and your team will see it"),
    value: suggestName(url),
    problem: (text) => (get(text.trim()) ? l10n.t("This name is taken.") : undefined),
  });
  if (name === undefined) return;
  await changeServer(name, () => ({ url, ...(type !== "none" && { auth: { type } }) }));
  if (type === "oauth")
    await commands.executeCommand("mcpConnect.signIn" satisfies CommandId, name);
  if (type === "token") {
    await commands.executeCommand("mcpConnect.setCredential" satisfies CommandId, name);
  }
}

/** Lists the redirect URIs that work here, the one in use first; choosing one copies it (R41). */
async function showRedirectUris(server: string, uris: readonly UsableRedirectUri[]): Promise<void> {
  const uri = await pickOne(
    l10n.t("Redirect URIs for “{0}”: choose one to copy it", server),
    uris.map(({ uri: value, explanation, active }) => ({
      label: active ? `$(check) ${value}` : value,
      detail: explanation,
      value,
    })),
  );
  if (uri !== undefined) await copyText(uri);
}

/** `https://www.example.com/mcp` → `example`. */
function suggestName(url: string): string {
  const labels = new URL(url).hostname.split(".").filter((label) => label !== "www");
  return (labels.length > 1 ? labels.at(-2) : labels[0]) ?? "server";
}

/** Opens the file that defines a server, at its entry; without a server, the settings. */
async function openSettings({ context, locate }: CommandPorts, name?: string): Promise<void> {
  const target = name === undefined ? undefined : targetOf(name);
  if (name === undefined || target === undefined) {
    const global = workspace.workspaceFolders === undefined;
    await commands.executeCommand(
      global ? "workbench.action.openSettings" : "workbench.action.openWorkspaceSettings",
      "mcpConnect.servers",
    );
    return;
  }
  const document = await workspace.openTextDocument(settingsFileOf(target, context));
  const editor = await window.showTextDocument(document);
  const range = await locate(document.getText(), name);
  if (!range) return;
  const position = document.positionAt(range.offset);
  editor.selection = new Selection(position, position);
  editor.revealRange(new Range(position, position));
}

function isFixAction(value: unknown): value is FixAction {
  return typeof value === "object" && value !== null && "type" in value;
}
