import { randomUUID } from "node:crypto";
import { Failure, isFailure } from "../failure.ts";
import type { Logger } from "../log.ts";
import type { OAuthEngine, OAuthServer, SignInInteraction, SignInOptions } from "../oauth/types.ts";
import type { Secret } from "../secret.ts";
import type { Server, TokenAuth } from "../servers/server.ts";
import type { StatusBoard } from "../servers/status.ts";
import { credentialKeyOf, lockNameOf, type CredentialKey, type CredentialStore } from "./store.ts";
import { newRevision, storedGrant, type StoredCredential } from "./stored.ts";

export interface OperationPorts {
  engine(): Promise<OAuthEngine>;
  withLock<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  readonly board: StatusBoard;
  readonly log: Logger;
  now(): number;
}

/** What became of the tokens at the authorization server when the user signed out (RFC 7009). */
export type SignOutOutcome = "revoked" | "unsupported" | "refused" | "notSignedIn";

const REVOCATION_TIMEOUT_MS = 10_000;

/** What a person does with credentials: sign in, sign out, set and remove a token. */
export class CredentialOperations {
  readonly #store: CredentialStore;
  readonly #ports: OperationPorts;
  readonly #signIns = new Map<string, Promise<void>>();

  constructor(store: CredentialStore, ports: OperationPorts) {
    this.#store = store;
    this.#ports = ports;
  }

  /** Whether a sign-in to this server is under way in this window. */
  isSigningIn(server: Server): boolean {
    return this.#signIns.has(server.name);
  }

  /**
   * Signs in and stores the grant; a second call for the same server joins the first.
   * Rejects with `Failure`; the code `cancelled` is an outcome, not an error to show.
   */
  signIn(
    server: OAuthServer,
    interaction: SignInInteraction,
    options: SignInOptions,
    signal: AbortSignal,
  ): Promise<void> {
    const underWay = this.#signIns.get(server.name);
    if (underWay) return underWay;
    const signIn = this.#signIn(server, interaction, options, signal).finally(() =>
      this.#signIns.delete(server.name),
    );
    this.#signIns.set(server.name, signIn);
    return signIn;
  }

  async #signIn(
    server: OAuthServer,
    interaction: SignInInteraction,
    options: SignInOptions,
    signal: AbortSignal,
  ): Promise<void> {
    const { board, log } = this.#ports;
    const key = credentialKeyOf(server);
    board.set(server.name, { kind: "signingIn", step: "discovering" });
    const engine = await this.#ports.engine();
    const grant = await engine.signIn(
      server,
      {
        ...interaction,
        progress: (step) => {
          board.set(server.name, { kind: "signingIn", step });
          interaction.progress(step);
        },
      },
      { knownClient: (issuer) => this.#store.readClient(key, issuer), ...options },
      signal,
    );
    const stored = storedGrant(grant, { sessionId: randomUUID(), createdAtMs: this.#ports.now() });
    if (grant.client.source === "dynamic" || grant.client.source === "asked") {
      await this.#store.writeClient(key, grant.issuer, grant.client);
    }
    await this.#write(key, stored);
    await this.#forgetOtherAddresses(server);
    log.info(`Signed in to ${JSON.stringify(server.name)}.`);
  }

  /** Removes the sign-in here in any case, and revokes its tokens where the server can. */
  async signOut(server: OAuthServer): Promise<SignOutOutcome> {
    const key = credentialKeyOf(server);
    const stored = await this.#store.readFresh(key);
    await this.#store.remove(key);
    this.#ports.board.set(server.name, { kind: "signedOut" });
    if (stored?.kind !== "oauth") return "notSignedIn";
    this.#ports.log.info(`Signed out of ${JSON.stringify(server.name)}.`);
    try {
      const engine = await this.#ports.engine();
      const signal = AbortSignal.timeout(REVOCATION_TIMEOUT_MS);
      return await engine.revoke(server, stored.grant, signal);
    } catch (error) {
      if (!isFailure(error)) throw error;
      return "refused";
    }
  }

  /** Stores a personal token, bound to the server's origin and to the header that it is for. */
  async setToken(server: Server & { readonly auth: TokenAuth }, token: Secret): Promise<void> {
    const { header, scheme } = server.auth;
    await this.#write(credentialKeyOf(server), {
      kind: "token",
      revision: newRevision(),
      createdAtMs: this.#ports.now(),
      token,
      header,
      scheme,
    });
    await this.#forgetOtherAddresses(server);
    this.#ports.log.info(`Stored a token for ${JSON.stringify(server.name)}.`);
  }

  /** Removes whatever is stored for the server at its present address. */
  async remove(server: Server): Promise<void> {
    await this.#store.remove(credentialKeyOf(server));
    this.#ports.log.info(`Removed the credential of ${JSON.stringify(server.name)}.`);
  }

  // A window that refreshes at this moment must not write its old grant over the new one.
  async #write(key: CredentialKey, credential: StoredCredential): Promise<void> {
    // The lock has a limit of its own; a sign-in that a person has just completed is not given up before it.
    const { signal } = new AbortController();
    await this.#ports.withLock(lockNameOf(key), signal, async () => {
      try {
        await this.#store.write(key, credential);
      } catch (cause) {
        throw new Failure(
          "secretStoreFailed",
          "Secret storage did not take the credential. Check that this system's keyring is unlocked.",
          {},
          { cause },
        );
      }
    });
  }

  /** The user has just given a credential for the new address: what was kept for the old one has served. */
  async #forgetOtherAddresses(server: Server): Promise<void> {
    const key = credentialKeyOf(server);
    for (const origin of await this.#store.originsOf(server.name)) {
      if (origin !== key.origin) await this.#store.remove({ server: server.name, origin });
    }
  }
}
