import { t } from "@vscode/l10n";
import { createMemoryStore } from "../credentials/storage/memoryStore.ts";
import type { Need } from "../credentials/request/need.ts";
import { CredentialService, type Refusal } from "../credentials/request/service.ts";
import { CredentialStore, type CredentialKey } from "../credentials/storage/store.ts";
import type { StoredCredential } from "../credentials/storage/stored.ts";
import type { Finding } from "../finding.ts";
import type { Environment } from "../environment.ts";
import { Failure } from "../failure.ts";
import { silentLogger, type Logger } from "../log.ts";
import type { Clock } from "../ports.ts";
import type { Secret } from "../secret.ts";
import { notMcpServer } from "../servers/notMcpServer.ts";
import type { Server } from "../servers/server.ts";
import { checkConnection } from "./checkConnection.ts";
import { createGateway } from "./gateway.ts";
import { silentObserver } from "./observer.ts";
import type { UpstreamOptions } from "./upstream/upstreamPort.ts";

/** A credential that is tried, and kept afterwards if it works. */
export interface Candidate {
  readonly key: CredentialKey;
  readonly credential: StoredCredential;
  /** Opens a private key whose passphrase is not kept. */
  readonly passphrase?: Secret;
}

/** What a trial is given. */
export interface TrialPorts extends Clock {
  upstream(): UpstreamOptions;
  readonly environment: Environment;
  readonly log: Logger;
  explain(refusal: Refusal): Finding;
  explainFailure(server: Server, error: unknown): Finding;
}

export type TrialOutcome =
  | { readonly kind: "works"; readonly tools: number }
  | { readonly kind: "fails"; readonly finding: Finding }
  /** Another secret of the server is missing, without which nothing can be said. */
  | { readonly kind: "incomplete"; readonly need: Need };

/**
 * Connects to a server with credentials that are not stored yet, and lists its tools: through a gateway of its own,
 * which nobody else knows and which ends with the trial. Rejects with `cancelled` when the signal aborts.
 */
export async function tryCredentials(
  server: Server,
  candidates: readonly Candidate[],
  ports: TrialPorts,
  signal: AbortSignal,
): Promise<TrialOutcome> {
  let finding: Finding | undefined;
  let need: Need | undefined;
  let status: number | undefined;
  const explainFailure = (error: unknown) =>
    (finding = ports.explainFailure(server, error)).message;
  const store = new CredentialStore(createMemoryStore(), silentLogger);
  const credentials = new CredentialService(store, {
    engine: async () => ({ refresh: noRefresh, dpopProof: noRefresh }),
    withLock: (_name, _signal, work) => work(),
    environment: ports.environment,
    log: silentLogger,
    now: ports.now,
    explain: (refusal) => (finding = ports.explain(refusal)).message,
    explainFailure: (_server, error) => explainFailure(error),
  });
  credentials.onNeed((needed) => (need = needed.need));
  for (const { key, credential, passphrase } of candidates) {
    await store.write(key, credential);
    if (passphrase) credentials.unlock(credential.revision, passphrase);
  }
  const gateway = createGateway({
    servers: { get: (name) => (name === server.name ? server : undefined) },
    credentials,
    upstream: ports.upstream,
    log: ports.log,
    now: ports.now,
    observer: {
      ...silentObserver,
      exchangeFinished: (report) => (status = report.status),
      failed: (_name, failure) => explainFailure(failure),
    },
  });
  try {
    await gateway.start();
    const tools = await checkConnection(gateway.endpointOf(server.name), signal);
    return { kind: "works", tools };
  } catch (cause) {
    if (signal.aborted)
      throw new Failure("cancelled", t("The check was cancelled."), {}, { cause });
    if (need) return { kind: "incomplete", need };
    if (!finding) explainFailure(notMcpServer(server, status, cause));
    if (!finding) throw cause;
    return { kind: "fails", finding };
  } finally {
    await gateway.close();
    store.dispose();
  }
}

function noRefresh(): never {
  throw new Failure("signInNeeded", t("A trial does not renew a sign-in."));
}
