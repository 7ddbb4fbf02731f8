import { config as configureWords } from "@vscode/l10n";
import { l10n, window, type ExtensionContext } from "vscode";
import { createLazyGateway } from "./core/gateway/lazyGateway.ts";
import type { Clock } from "./core/ports.ts";
import { StatusBoard } from "./core/status/status.ts";
import { ConnectionTracker } from "./core/status/tracker.ts";
import { TextViews } from "./vscode/ask/index.ts";
import { openCredentials, registerCredentials } from "./vscode/credentials/index.ts";
import { registerFiles } from "./vscode/files/index.ts";
import { registerFindings } from "./vscode/findings/index.ts";
import { registerCommands } from "./vscode/handlers.ts";
import { createLogger } from "./vscode/logger.ts";
import { registerServers } from "./vscode/servers/index.ts";
import { registerSettings, upstreamSettings } from "./vscode/settings/index.ts";
import { registerSignIn } from "./vscode/signIn/index.ts";

/** Builds the rooms and joins them. Reads no file, opens no socket and loads no chunk: each part does so on first use. */
export function activate(context: ExtensionContext): void {
  // The core's sentences come from the same bundle as those of the editor's side.
  if (l10n.bundle) configureWords({ contents: l10n.bundle });
  const log = createLogger(() => window.createOutputChannel("MCP Connect", { log: true }));
  const clock: Clock = { now: () => Date.now() };
  const textViews = new TextViews();

  const settingsRoom = registerSettings(context);
  const { settings } = settingsRoom;
  const findings = registerFindings(context);
  const { diagnostics, fixes } = findings;

  const board = new StatusBoard();
  const tracker = new ConnectionTracker({ ...clock, board, servers: settings, log });
  const stored = openCredentials({ context, settings, board, tracker, log, clock });
  const { credentials, operations, store } = stored;
  const gateway = createLazyGateway(async () => {
    const { createGateway } = await import("./core/gateway/gateway.ts");
    return createGateway({
      ...clock,
      servers: settings,
      credentials,
      upstream: upstreamSettings,
      log,
      observer: tracker,
    });
  });

  const core = { context, settings, store, credentials, operations, gateway, board, tracker };
  const shared = { ...core, diagnostics, fixes, log, clock };
  const servers = registerServers(shared);
  const { connections, tree } = servers;
  const signIn = registerSignIn({ ...shared, connections });
  const { signIns } = signIn;
  const credentialsRoom = registerCredentials({
    ...shared,
    ...stored,
    connections,
    tree,
    signIns,
    textViews,
  });
  const files = registerFiles({ ...shared, connections });

  fixes.provide({
    ...settingsRoom.fixHandlers,
    ...findings.fixHandlers,
    ...servers.fixHandlers,
    ...signIn.fixHandlers,
    ...credentialsRoom.fixHandlers,
    ...files.fixHandlers,
  });
  context.subscriptions.push(
    registerCommands({
      ...settingsRoom.commands,
      ...findings.commands,
      ...servers.commands,
      ...signIn.commands,
      ...credentialsRoom.commands,
      ...files.commands,
      "mcpConnect.showLog": () => log.show(),
    }),
    textViews,
    { dispose: () => void gateway.close() },
    log,
  );
}
