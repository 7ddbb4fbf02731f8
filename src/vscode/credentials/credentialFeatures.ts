import type { CredentialOperations } from "../../core/credentials/operations.ts";
import type { CredentialService, Refusal } from "../../core/credentials/request/service.ts";
import type { CredentialKey, CredentialStore } from "../../core/credentials/storage/store.ts";
import { asFailure, diagnose } from "../../core/diagnosis/diagnose.ts";
import type { FixAction } from "../../core/finding.ts";
import type { Environment } from "../../core/environment.ts";
import { tryCredentials, type Candidate, type TrialOutcome } from "../../core/gateway/trial.ts";
import type { UpstreamOptions } from "../../core/gateway/upstream/upstreamPort.ts";
import type { Logger } from "../../core/log.ts";
import type { OAuthServer } from "../../core/oauth/types.ts";
import type { Server } from "../../core/servers/server.ts";
import { CredentialActions } from "./credentialActions.ts";
import { CredentialFixes } from "./credentialFixes.ts";
import { CredentialList } from "./credentialList.ts";
import { CredentialViews } from "./credentialViews.ts";

/** What the part of the extension that works on credentials is given. */
export interface CredentialFeaturePorts {
  readonly store: CredentialStore;
  readonly operations: CredentialOperations;
  readonly credentials: CredentialService;
  readonly environment: Environment;
  readonly log: Logger;
  servers(): readonly Server[];
  get(name: string): Server | undefined;
  upstream(): UpstreamOptions;
  signIn(server: OAuthServer): Promise<boolean>;
  signOut(server: OAuthServer): Promise<void>;
  want(server: Server): void;
  connect(server: Server): Promise<void>;
  disconnect(server: Server): void;
  apply(action: FixAction): Promise<void>;
  useMemory(): Promise<void>;
  show(name: string, text: string, language: string): Promise<void>;
  reminderDays(): number;
  lastUsedAtMs(key: CredentialKey): number | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The part of the extension that works on credentials; loaded with the first command that does. */
export class CredentialFeatures {
  readonly actions: CredentialActions;
  readonly fixes: CredentialFixes;
  readonly views: CredentialViews;
  readonly list: CredentialList;
  readonly #ports: CredentialFeaturePorts;

  constructor(ports: CredentialFeaturePorts) {
    this.#ports = ports;
    this.actions = new CredentialActions({
      ...ports,
      tryCandidates: (...args) => this.tryCandidates(...args),
    });
    this.fixes = new CredentialFixes(ports);
    this.views = new CredentialViews({
      ...ports,
      useSecret: (server, given) => this.actions.set(server, { given }),
    });
    this.list = new CredentialList({
      ...ports,
      rotate: (server) => this.actions.rotate(server),
      inspect: (server) => this.views.inspectToken(server),
    });
  }

  /** Tries credentials that are not stored yet. Rejects with `cancelled` when the signal aborts. */
  tryCandidates(
    server: Server,
    candidates: readonly Candidate[],
    signal: AbortSignal,
  ): Promise<TrialOutcome> {
    const { upstream, environment, log, now } = this.#ports;
    return tryCredentials(
      server,
      candidates,
      {
        upstream,
        environment,
        log,
        now,
        explain: (refusal: Refusal) => diagnose({ kind: "refusal", ...refusal, nowMs: now() }),
        explainFailure: (failing, error) =>
          diagnose({ kind: "failure", server: failing, failure: asFailure(failing, error) }),
      },
      signal,
    );
  }
}
