// The servers: their registration with the editor, their connections, their tree, and what is wrong with them.
import { l10n, workspace } from "vscode";
import { chooseAnyServer } from "../ask/index.ts";
import type { CommandHandlers, FixHandlers } from "../handlers.ts";
import { checkForUser } from "./checkConnection.ts";
import { Connections } from "./connections.ts";
import { McpServers } from "./mcpServers.ts";
import { NeedNotifications } from "./needs.ts";
import type { ServerParts } from "./parts.ts";
import { ServerDiagnostics } from "./serverDiagnostics.ts";
import { ServerTree } from "./serverTree.ts";

export { connectedText } from "./checkConnection.ts";
export type { Connections } from "./connections.ts";
export type { ServerTree } from "./serverTree.ts";

/** Registers the servers with the editor and shows where they stand. */
export function registerServers(parts: ServerParts) {
  const { context, settings, credentials, gateway, tracker, fixes } = parts;
  const mcpServers = new McpServers(parts);
  const connections = new Connections(parts, mcpServers);
  const tree = new ServerTree(parts, connections);
  const diagnostics = new ServerDiagnostics(parts);
  const needs = new NeedNotifications(fixes);
  context.subscriptions.push(
    connections,
    mcpServers,
    tree,
    diagnostics,
    mcpServers.onDidStart((server) => {
      needs.reset(server.name);
      connections.want(server);
      tracker.starting(server);
    }),
    credentials.onNeed(({ server, need }) => {
      tracker.needed(server, need);
      void needs.ask(server, need);
    }),
    settings.onDidChange(() => {
      connections.settingsChanged();
      mcpServers.changed();
      tree.rebuild();
      diagnostics.update();
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("http")) gateway.upstreamChanged();
    }),
  );
  const switchTo = async (type: "oauth" | "token", server: string) =>
    (await import("./addServer.ts")).switchAuth(parts, server, type);
  return {
    connections,
    tree,
    commands: {
      "mcpConnect.addServer": async () =>
        (await import("./addServer.ts")).addServer(settings, fixes),
      "mcpConnect.startServer": async (argument) => {
        const server = await chooseAnyServer(settings, argument, l10n.t("Start which server?"));
        if (server) await connections.connect(server);
      },
      "mcpConnect.checkConnection": async (argument) => {
        const server = await chooseAnyServer(settings, argument, l10n.t("Check which server?"));
        if (server) await checkForUser(parts, server);
      },
    } satisfies CommandHandlers,
    fixHandlers: {
      checkConnection: async ({ server: name }) => {
        const server = settings.get(name);
        if (server) await checkForUser(parts, server);
      },
      switchToOAuth: ({ server }) => switchTo("oauth", server),
      switchToToken: ({ server }) => switchTo("token", server),
    } satisfies FixHandlers,
  };
}
