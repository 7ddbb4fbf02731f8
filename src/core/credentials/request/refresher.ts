import { t } from "@vscode/l10n";
import { Failure, isFailure } from "../../failure.ts";
import type { Logger } from "../../log.ts";
import { isRenewable } from "../../oauth/grants/renewable.ts";
import type { OAuthEngine, OAuthGrant, OAuthServer } from "../../oauth/types.ts";
import {
  credentialKeyOf,
  lockNameOf,
  type CredentialKey,
  type CredentialStore,
} from "../storage/store.ts";
import { storedGrant, type StoredGrant } from "../kinds/oauth.ts";
import { OAuthSecrets, type OAuthSecretsPorts } from "./oauthSecrets.ts";

/** What a refresh works with beside the store. */
export interface RefreshPorts extends OAuthSecretsPorts {
  /** The OAuth engine, loaded on first use. */
  engine(): Promise<Pick<OAuthEngine, "refresh">>;
  readonly log: Logger;
  /** Told when a refresh begins and ends, for the status. */
  refreshing?(server: OAuthServer, underWay: boolean): void;
}

/** What a refresh gave, until secret storage has it. */
interface Unsaved {
  /** Revision of the credential that it replaces. */
  readonly instead: string;
  readonly next: StoredGrant;
}

/** Refreshes grants: one refresh per credential, however many requests wait, in all windows together (R32). */
export class Refresher {
  readonly #store: CredentialStore;
  readonly #ports: RefreshPorts;
  readonly #underWay = new Map<string, Promise<StoredGrant | undefined>>();
  /** By name of the lock. Where the server rotates, this is the only copy of the refresh token. */
  readonly #unsaved = new Map<string, Unsaved>();
  readonly #secrets: OAuthSecrets;

  constructor(store: CredentialStore, ports: RefreshPorts) {
    this.#store = store;
    this.#ports = ports;
    this.#secrets = new OAuthSecrets(store, ports);
  }

  /**
   * A grant that can be sent now, refreshed if it is about to expire; nothing when the user has to sign in.
   * A refresh that fails for a passing reason leaves a token that is still valid in use.
   */
  async fresh(
    server: OAuthServer,
    stored: StoredGrant,
    signal: AbortSignal,
  ): Promise<StoredGrant | undefined> {
    const policy = server.auth.refresh;
    const leftMs = () => (stored.grant.expiresAtMs ?? Infinity) - this.#ports.now();
    if (!policy.enabled || leftMs() > this.#bufferMs(server, stored)) return stored;
    if (!isRenewable(server.auth, stored.grant)) {
      return leftMs() > 0 ? stored : this.#giveUp(server, stored);
    }
    try {
      return await this.#refresh(server, stored, signal);
    } catch (error) {
      const mayUse = leftMs() > 0 || policy.fallback === "use-expired";
      if (mayUse && !signal.aborted) {
        this.#ports.log.warn(
          `Refreshing ${JSON.stringify(server.name)} failed; its token stays in use.`,
        );
        return stored;
      }
      throw error;
    }
  }

  /** A newer grant after the server refused this one; nothing when the user has to sign in. */
  async afterRefusal(
    server: OAuthServer,
    refused: StoredGrant,
    signal: AbortSignal,
  ): Promise<StoredGrant | undefined> {
    if (!isRenewable(server.auth, refused.grant) || !server.auth.refresh.enabled) {
      return this.#giveUp(server, refused);
    }
    return this.#refresh(server, refused, signal);
  }

  /**
   * The setting's buffer, but at most a quarter of the token's own life: a token that lives for less than
   * the buffer would otherwise be refreshed for every request.
   */
  #bufferMs(server: OAuthServer, { grant }: StoredGrant): number {
    const lifeMs = (grant.expiresAtMs ?? Infinity) - grant.obtainedAtMs;
    return Math.min(server.auth.refresh.bufferTimeS * 1000, lifeMs / 4);
  }

  #refresh(
    server: OAuthServer,
    old: StoredGrant,
    signal: AbortSignal,
  ): Promise<StoredGrant | undefined> {
    const key = credentialKeyOf(server);
    const id = lockNameOf(key);
    let underWay = this.#underWay.get(id);
    if (!underWay) {
      // Not the caller's signal: one request that goes away must not take the refresh from the others.
      underWay = this.#refreshLocked(server, key, old).finally(() => this.#underWay.delete(id));
      this.#underWay.set(id, underWay);
    }
    return abortable(underWay, signal);
  }

  async #refreshLocked(
    server: OAuthServer,
    key: CredentialKey,
    old: StoredGrant,
  ): Promise<StoredGrant | undefined> {
    this.#ports.refreshing?.(server, true);
    try {
      return await this.#ports.withLock(lockNameOf(key), never(), async () => {
        const unsaved = this.#unsaved.get(lockNameOf(key));
        if (unsaved?.instead === old.revision) return this.#save(server, key, unsaved);
        const stored = await this.#store.readFresh(key);
        if (stored?.kind !== "oauth") return undefined;
        // Another window was faster.
        if (stored.revision !== old.revision) return stored;
        return this.#exchange(server, key, stored);
      });
    } finally {
      this.#ports.refreshing?.(server, false);
    }
  }

  async #exchange(
    server: OAuthServer,
    key: CredentialKey,
    stored: StoredGrant,
  ): Promise<StoredGrant | undefined> {
    const engine = await this.#ports.engine();
    let grant: OAuthGrant;
    try {
      // As they are stored now: a secret that was replaced since the sign-in is used at once.
      const secrets = await this.#secrets.forRefresh(server, stored.grant);
      const keep = (next: OAuthGrant) => this.#keep(server, key, { ...stored, grant: next });
      grant = await engine.refresh(withAttempts(server), stored.grant, never(), secrets, keep);
    } catch (error) {
      if (!endsSignIn(error, server, stored.grant)) throw error;
      if (isFailure(error, "clientUnknown")) {
        const { issuer, client } = stored.grant;
        await this.#store.forgetClient(key, issuer, client.clientId);
      }
      return this.#remove(server, key, stored);
    }
    const unsaved = { instead: stored.revision, next: storedGrant(grant, stored) };
    const saved = await this.#save(server, key, unsaved);
    await this.#secrets.bind(server, grant).catch(() => {
      this.#ports.log.warn(`The client secret of ${JSON.stringify(server.name)} is not bound yet.`);
    });
    return saved;
  }

  /** Stores what a refresh has replaced on its way, under the same revision: what requests send is not a new one yet. */
  async #keep(server: OAuthServer, key: CredentialKey, next: StoredGrant): Promise<void> {
    try {
      const latest = await this.#store.readFresh(key);
      if (latest?.revision === next.revision) await this.#store.write(key, next);
    } catch {
      this.#ports.log.warn(
        `Secret storage did not take the session of ${JSON.stringify(server.name)} at its identity provider.`,
      );
    }
  }

  /** Stores what a refresh gave. While storage fails, this window goes on with it, and tries again with the next request. */
  async #save(
    server: OAuthServer,
    key: CredentialKey,
    unsaved: Unsaved,
  ): Promise<StoredGrant | undefined> {
    const id = lockNameOf(key);
    const { instead, next } = unsaved;
    const name = JSON.stringify(server.name);
    this.#unsaved.set(id, unsaved);
    try {
      const latest = await this.#store.readFresh(key);
      // The user signed out or in meanwhile: the answer of the refresh must not undo that.
      const isReplaced = latest?.revision !== instead;
      if (!isReplaced) await this.#store.write(key, next);
      this.#unsaved.delete(id);
      if (isReplaced) return latest?.kind === "oauth" ? latest : undefined;
      this.#ports.log.info(`Refreshed the access token of ${name}.`);
    } catch {
      this.#ports.log.warn(
        `Secret storage did not take the refreshed token of ${name}; it is tried again.`,
      );
    }
    return next;
  }

  #giveUp(server: OAuthServer, failed: StoredGrant): Promise<StoredGrant | undefined> {
    const key = credentialKeyOf(server);
    return this.#ports.withLock(lockNameOf(key), never(), () => this.#remove(server, key, failed));
  }

  /**
   * Removes the credential that failed, never a newer one, which it gives instead: a window without the lock
   * (an older version, a restored profile) may have rotated the token meanwhile. Runs under the lock.
   */
  async #remove(
    server: OAuthServer,
    key: CredentialKey,
    failed: StoredGrant,
  ): Promise<StoredGrant | undefined> {
    const latest = await this.#store.readFresh(key);
    if (latest && latest.revision !== failed.revision) {
      return latest.kind === "oauth" ? latest : undefined;
    }
    await this.#store.remove(key);
    this.#ports.log.info(`The sign-in to ${JSON.stringify(server.name)} no longer works.`);
    return undefined;
  }
}

/** Whether a failed refresh means that the user has to sign in again, however often it is tried. */
function endsSignIn(error: unknown, { auth }: OAuthServer, { client }: OAuthGrant): boolean {
  // What comes from outside is replaced there: the next one may be accepted.
  if (isFailure(error, "grantRejected") && (auth.assertion ?? auth.idp?.idToken)) return false;
  if (isFailure(error, "grantRejected") || isFailure(error, "signInNeeded")) return true;
  // A registration that the server has dropped does not come back; a client of the settings can be corrected there.
  const kept = client.source === "dynamic" || client.source === "asked";
  return kept && isFailure(error, "clientUnknown");
}

/** With the fallback `fail`, requests do not wait for further attempts (R32). */
function withAttempts(server: OAuthServer): OAuthServer {
  const { refresh } = server.auth;
  if (refresh.fallback !== "fail") return server;
  return { ...server, auth: { ...server.auth, refresh: { ...refresh, maxRetries: 0 } } };
}

function never(): AbortSignal {
  return new AbortController().signal;
}

/** Settles with the promise, or rejects with `cancelled` as soon as the signal aborts. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () =>
      reject(
        new Failure("cancelled", t("The request was cancelled."), {}, { cause: signal.reason }),
      );
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
