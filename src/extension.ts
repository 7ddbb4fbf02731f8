import { join } from "node:path";
import { config as configureWords } from "@vscode/l10n";
import { l10n, window, workspace, type ExtensionContext } from "vscode";
import { createGuardedStore } from "./core/credentials/storage/guardedStore.ts";
import { createFileLock } from "./core/credentials/storage/lock.ts";
import { CredentialOperations } from "./core/credentials/operations.ts";
import { CredentialService } from "./core/credentials/request/service.ts";
import { credentialKeyOf, CredentialStore } from "./core/credentials/storage/store.ts";
import { ConnectionTracker } from "./core/status/tracker.ts";
import { createLazyGateway } from "./core/gateway/lazyGateway.ts";
import { once } from "./core/once.ts";
import type { OAuthEngine } from "./core/oauth/types.ts";
import { originOf, usesOAuth, type Server } from "./core/servers/server.ts";
import { StatusBoard } from "./core/status/status.ts";
import { Actions } from "./vscode/findings/actions.ts";
import { Authentication } from "./vscode/signIn/authenticationProvider.ts";
import { createCommandHandlers } from "./vscode/commandHandlers.ts";
import { registerCommands } from "./vscode/commands.ts";
import { Connections } from "./vscode/servers/connections.ts";
import { createCredentialHandlers } from "./vscode/credentials/credentialCommands.ts";
import { CredentialUse } from "./vscode/credentials/credentialUse.ts";
import { Diagnostics } from "./vscode/findings/diagnostics.ts";
import { createFileHandlers } from "./vscode/files/fileCommands.ts";
import { FileDiagnostics } from "./vscode/files/fileDiagnostics.ts";
import { registerFileProviders } from "./vscode/files/fileProviders.ts";
import { createLogger } from "./vscode/logger.ts";
import { McpServers } from "./vscode/servers/mcpServers.ts";
import { NeedNotifications } from "./vscode/servers/needs.ts";
import { pickServer } from "./vscode/ask/prompts.ts";
import { RedirectReceivers } from "./vscode/signIn/redirectReceivers.ts";
import { offerMemory } from "./vscode/credentials/memoryOffer.ts";
import { createSecretStore } from "./vscode/credentials/secretStore.ts";
import { ServerDiagnostics } from "./vscode/servers/serverDiagnostics.ts";
import { ServerTree } from "./vscode/servers/serverTree.ts";
import { Settings } from "./vscode/settings/settings.ts";
import { openTroubleshooting, registerGuide } from "./vscode/findings/troubleshooting.ts";
import { TextViews } from "./vscode/ask/textViews.ts";
import { upstreamSettings } from "./vscode/settings/upstreamSettings.ts";
import { workspaceId } from "./vscode/settings/workspaceId.ts";

/** Builds the parts and joins them. Reads no file, opens no socket and loads no chunk: each part does so on first use. */
export function activate(context: ExtensionContext): void {
  // The core's sentences come from the same bundle as those of the editor's side.
  if (l10n.bundle) configureWords({ contents: l10n.bundle });
  const log = createLogger(() => window.createOutputChannel("MCP Connect", { log: true }));
  const now = () => Date.now();
  const settings = new Settings();
  const servers = () => settings.parsed.servers;
  const get = (name: string) => settings.get(name);
  const board = new StatusBoard();
  const secrets = createGuardedStore(createSecretStore(context.secrets));
  const store = new CredentialStore(secrets, log, () =>
    settings.credentialsByWorkspace ? workspaceId() : "",
  );
  const credentialUse = new CredentialUse(context.globalState, now);
  const lock = createFileLock({
    folder: join(context.globalStorageUri.fsPath, "locks"),
    now: () => performance.now(),
    log,
  });
  let loadedEngine: Promise<OAuthEngine> | undefined;
  const engine = () =>
    (loadedEngine ??= import("./core/oauth/engine.ts").then(({ createOAuthEngine }) =>
      createOAuthEngine({ fetch: globalThis.fetch, log, now }),
    ));

  const tracker = new ConnectionTracker({ board, server: get, log, now });
  const credentials = new CredentialService(store, {
    engine,
    withLock: (...args) => lock.withLock(...args),
    log,
    now,
    explain: (refusal) => tracker.refused(refusal),
    explainFailure: (server, error) => tracker.showFailure(server, error),
    environment,
    used: (key) => credentialUse.note(key),
    refreshing: (server, underWay) => tracker.refreshing(server, underWay),
  });
  tracker.attach(credentials);
  const gateway = createLazyGateway(async () =>
    (await import("./core/gateway/gateway.ts")).createGateway({
      servers: settings,
      credentials,
      upstream: upstreamSettings,
      log,
      observer: tracker,
      now,
    }),
  );
  const endpoint = (server: Server) => gateway.endpointOf(server.name);

  const operations = new CredentialOperations(store, {
    engine,
    withLock: (...args) => lock.withLock(...args),
    board,
    log,
    now,
  });
  const redirects = new RedirectReceivers({
    context,
    port: () => settings.redirectPort,
    method: () => settings.redirectMethod,
    log,
    now,
  });
  const check = async (server: Server, signal: AbortSignal) =>
    (await import("./core/gateway/checkConnection.ts")).checkConnection(
      await endpoint(server),
      signal,
    );
  const actions = new Actions({
    operations,
    board,
    tracker,
    get,
    redirectReceiver: (registered, options) => redirects.open(registered, options),
    disconnect: (server) => gateway.disconnect(server.name),
    want: (server) => connections.want(server),
    check,
    explain: (code) => openTroubleshooting(context, code),
    applyToCredential: async (action) => (await credentialFeatures()).fixes.apply(action),
    applyToFile: async (action) => (await fileFeatures()).apply(action),
  });
  const needs = new NeedNotifications((action) => actions.apply(action));
  const mcpServers = new McpServers({
    servers,
    get,
    endpoint,
    starting: (server) => {
      needs.reset(server.name);
      connections.want(server);
      tracker.starting(server);
    },
  });
  const connections = new Connections({
    store,
    credentials,
    board,
    tracker,
    servers,
    get,
    disconnect: (name) => gateway.disconnect(name),
    start: (server) => mcpServers.start(server),
    check: (server) => check(server, AbortSignal.timeout(CHECK_TIMEOUT_MS)),
  });
  const authenticationProvider = new Authentication({
    store,
    signIn: async () => {
      const server = await pickServer(
        servers().filter(usesOAuth),
        l10n.t("Sign in to which server?"),
      );
      return server ? actions.signIn(server) : false;
    },
    signOut: async (key) => {
      const server = get(key.server);
      if (server && usesOAuth(server) && originOf(server) === key.origin) {
        await actions.signOut(server);
      } else await operations.signOutElsewhere(key);
    },
  });

  const textViews = new TextViews();
  const credentialFeatures = once(
    async () =>
      new (await import("./vscode/credentials/credentialFeatures.ts")).CredentialFeatures({
        store,
        operations,
        credentials,
        environment,
        log,
        servers,
        get,
        upstream: upstreamSettings,
        signIn: (server) => actions.signIn(server),
        signOut: (server) => actions.signOut(server),
        want: (server) => connections.want(server),
        connect: (server) => connections.connect(server),
        disconnect: (server) => gateway.disconnect(server.name),
        apply: (action) => actions.apply(action),
        useMemory: async () => {
          secrets.useMemory();
          await connections.settleAll();
          tree.rebuild();
        },
        show: (...text) => textViews.show(...text),
        reminderDays: () => settings.rotationReminderDays,
        lastUsedAtMs: (key) => credentialUse.lastUsedAtMs(key),
        now,
      }),
  );

  const locate = async (text: string, server: string, path: readonly string[] = []) =>
    (await import("./core/configfiles/read/locateServer.ts")).locateServer(text, server, path);
  const tree = new ServerTree({
    servers,
    findings: () => settings.parsed.findings,
    board,
    // What is wrong with secret storage shows as the server's status.
    credential: (server) => store.read(credentialKeyOf(server)).catch(() => undefined),
    settle: () => connections.settleAll(),
  });
  const diagnostics = new Diagnostics();
  const serverDiagnostics = new ServerDiagnostics({
    context,
    diagnostics,
    board,
    servers,
    settingsFindings: () => settings.parsed.findings,
    locate,
  });
  const fileFeatures = once(async () => {
    const features = new (await import("./vscode/files/fileFeatures.ts")).FileFeatures({
      context,
      settings,
      store,
      operations,
      diagnostics,
      fileDiagnostics,
      environment,
      tryCandidates: async (...args) => (await credentialFeatures()).tryCandidates(...args),
      connect: (server) => connections.connect(server),
      now,
    });
    context.subscriptions.push(features);
    return features;
  });
  const fileDiagnostics = new FileDiagnostics({
    diagnostics,
    enabled: () => settings.findingsEnabled,
    check: async (document) => (await fileFeatures()).check(document),
    closed: (uri) => void fileFeatures().then((features) => features.closed(uri)),
  });

  context.subscriptions.push(
    log,
    store,
    settings,
    { dispose: () => void gateway.close() },
    connections,
    mcpServers,
    authenticationProvider,
    tree,
    diagnostics,
    serverDiagnostics,
    fileDiagnostics,
    window.registerUriHandler(redirects),
    registerGuide(context),
    registerFileProviders(async () => (await fileFeatures()).provider),
    textViews,
    registerCommands({
      ...createCredentialHandlers({
        servers,
        get,
        features: credentialFeatures,
      }),
      ...createFileHandlers({ servers, get, features: fileFeatures }),
      ...createCommandHandlers({
        context,
        actions,
        servers,
        get,
        start: (server) => connections.connect(server),
        redirectUris: (auth) => redirects.redirectUris(auth),
        pasteRedirect: () => redirects.paste(),
        locate,
        showLog: () => log.show(),
      }),
    }),
    secrets.onDidFail((failure) => {
      log.error(failure.message);
      void offerMemory(failure, () => actions.apply({ type: "useMemoryStorage" }));
    }),
    settings.onDidRemove(async (gone) => {
      if (window.state.focused) await (await credentialFeatures()).list.offerOrphans(gone);
    }),
    credentials.onNeed(({ server, need }) => {
      tracker.needed(server, need);
      void needs.ask(server, need);
    }),
    store.onDidChange(({ server }) => tree.update(server)),
    settings.onDidChange(() => {
      connections.settingsChanged();
      mcpServers.changed();
      tree.rebuild();
      serverDiagnostics.update();
      fileDiagnostics.checkAll();
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("http")) gateway.upstreamChanged();
    }),
  );
}

/** Environment variables, as they are when a request is sent. */
function environment(name: string): string | undefined {
  return process.env[name];
}

const CHECK_TIMEOUT_MS = 30_000;
