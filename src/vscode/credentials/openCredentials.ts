import { Uri, type ExtensionContext } from "vscode";
import { CredentialOperations } from "../../core/credentials/operations.ts";
import { CredentialService } from "../../core/credentials/request/service.ts";
import { createGuardedStore } from "../../core/credentials/storage/guardedStore.ts";
import { CredentialStore } from "../../core/credentials/storage/store.ts";
import type { Logger } from "../../core/log.ts";
import { once } from "../../core/once.ts";
import type { Clock, Lock } from "../../core/ports.ts";
import type { StatusBoard } from "../../core/status/status.ts";
import type { ConnectionTracker } from "../../core/status/tracker.ts";
import { environment, workspaceId, type Settings } from "../settings/index.ts";
import { CredentialUse } from "./credentialUse.ts";
import { createSecretStore } from "./secretStore.ts";

/** Joins the editor's secret storage with what the core does with credentials. Nothing is read yet. */
export function openCredentials(parts: {
  readonly context: ExtensionContext;
  readonly settings: Settings;
  readonly board: StatusBoard;
  readonly tracker: ConnectionTracker;
  readonly log: Logger;
  readonly clock: Clock;
}) {
  const { context, settings, board, tracker, log, clock } = parts;
  const now = () => clock.now();
  const secrets = createGuardedStore(createSecretStore(context.secrets));
  const store = new CredentialStore(secrets, log, () =>
    settings.credentialsByWorkspace ? workspaceId() : "",
  );
  const use = new CredentialUse(context.globalState, clock);
  const lock = once(async () => {
    const { createFileLock } = await import("../../core/credentials/storage/lock.ts");
    const folder = Uri.joinPath(context.globalStorageUri, "locks").fsPath;
    return createFileLock({ folder, now: () => performance.now(), log });
  });
  const withLock: Lock["withLock"] = async (...args) => (await lock()).withLock(...args);
  const engine = once(async () => {
    const { createOAuthEngine } = await import("../../core/oauth/engine.ts");
    return createOAuthEngine({ fetch: globalThis.fetch, log, now });
  });
  const credentials = new CredentialService(store, {
    engine,
    withLock,
    log,
    now,
    environment,
    explain: (refusal) => tracker.refused(refusal),
    explainFailure: (server, error) => tracker.showFailure(server, error),
    refreshing: (server, underWay) => tracker.refreshing(server, underWay),
    used: (key) => use.note(key),
  });
  const operations = new CredentialOperations(store, {
    engine,
    withLock,
    environment,
    board,
    log,
    now,
  });
  context.subscriptions.push(store);
  return { secrets, store, use, credentials, operations };
}
