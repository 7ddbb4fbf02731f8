import { join } from "node:path";
import type { ExtensionContext } from "vscode";
import { CredentialOperations } from "../../core/credentials/operations.ts";
import { CredentialService } from "../../core/credentials/request/service.ts";
import { createGuardedStore } from "../../core/credentials/storage/guardedStore.ts";
import { createFileLock } from "../../core/credentials/storage/lock.ts";
import { CredentialStore } from "../../core/credentials/storage/store.ts";
import type { Logger } from "../../core/log.ts";
import { once } from "../../core/once.ts";
import type { Clock } from "../../core/ports.ts";
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
  const { withLock } = createFileLock({
    folder: join(context.globalStorageUri.fsPath, "locks"),
    now: () => performance.now(),
    log,
  });
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
  const operations = new CredentialOperations(store, { engine, withLock, board, log, now });
  context.subscriptions.push(store);
  return { secrets, store, use, credentials, operations };
}
