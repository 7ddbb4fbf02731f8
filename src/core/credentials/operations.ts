import { t } from "@vscode/l10n";
import { Failure, isFailure } from "../failure.ts";
import type { Logger } from "../log.ts";
import type {
  OAuthEngine,
  OAuthServer,
  SignInInteraction,
  SignInOptions,
  SignInStep,
} from "../oauth/types.ts";
import type { StepUp } from "../oauth/tokens/scopes.ts";
import { DEFAULT_REFRESH } from "../kinds/refresh.ts";
import type { Server } from "../servers/server.ts";
import { OAuthSecrets, oauthPartsOf, type OAuthSecretsPorts } from "./request/oauthSecrets.ts";
import { slotsOf } from "./request/slots.ts";
import { StepUps } from "./request/stepUps.ts";
import {
  credentialKeyOf,
  lockNameOf,
  type CredentialKey,
  type CredentialStore,
} from "./storage/store.ts";
import { storedGrant, type StoredGrant } from "./kinds/oauth.ts";
import type { StoredCredential } from "./storage/stored.ts";

/** Where a sign-in shows how far it is. */
export interface SignInBoard {
  set(
    server: string,
    status:
      { readonly kind: "signingIn"; readonly step: SignInStep } | { readonly kind: "signedOut" },
  ): void;
}

/** What the operations work with beside the store. */
export interface OperationPorts extends OAuthSecretsPorts {
  engine(): Promise<OAuthEngine>;
  readonly board: SignInBoard;
  readonly log: Logger;
}

/** What became of the tokens at the authorization server when the user signed out (RFC 7009). */
export type SignOutOutcome = "revoked" | "unsupported" | "refused" | "notSignedIn";

const REVOCATION_TIMEOUT_MS = 10_000;

/** What the user does with credentials: sign in, sign out, keep and remove them. */
export class CredentialOperations {
  readonly #store: CredentialStore;
  readonly #ports: OperationPorts;
  readonly #signIns = new Map<string, Promise<void>>();
  readonly #stepUps = new StepUps();
  readonly #secrets: OAuthSecrets;

  constructor(store: CredentialStore, ports: OperationPorts) {
    this.#store = store;
    this.#ports = ports;
    this.#secrets = new OAuthSecrets(store, ports);
  }

  /**
   * Signs in and stores the grant; a second call for the same server joins the first. With `additionalScopes` it asks
   * for the union of the scopes granted so far and these; `stepUpExhausted` after three sign-ins for the same ones.
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
    const stepUp = await this.#stepUp(key, options.additionalScopes);
    board.set(server.name, { kind: "signingIn", step: "discovering" });
    const engine = await this.#ports.engine();
    const secrets = await this.#secrets.forSignIn(server);
    // For another account the user may choose anew.
    const chosenIssuer = options.prompt ? undefined : await this.#store.readIssuer(key);
    let chosen: string | undefined;
    const grant = await engine.signIn(
      server,
      {
        ...interaction,
        chooseAuthorizationServer: async (issuers) =>
          (chosen = await interaction.chooseAuthorizationServer(issuers)),
        progress: (step) => {
          board.set(server.name, { kind: "signingIn", step });
          interaction.progress(step);
        },
      },
      {
        knownClient: (issuer) => this.#store.readClient(key, issuer),
        ...(chosenIssuer !== undefined && { chosenIssuer }),
        ...secrets,
        ...options,
        ...(stepUp && { additionalScopes: stepUp.scopes }),
      },
      signal,
    );
    if (stepUp) this.#stepUps.made(lockNameOf(key), stepUp);
    const stored = storedGrant(grant, {
      sessionId: globalThis.crypto.randomUUID(),
      createdAtMs: this.#ports.now(),
    });
    if (grant.client.source === "dynamic" || grant.client.source === "asked") {
      await this.#store.writeClient(key, grant.issuer, grant.client);
    }
    await this.#write(key, stored);
    log.info(`Signed in to ${JSON.stringify(server.name)}.`);
    // From here on the user is signed in: what storage refuses of the rest is asked for or done again next time.
    const rest = [
      async () => chosen !== undefined && this.#store.writeIssuer(key, chosen),
      () => this.#secrets.bind(server, grant),
      () => this.#forgetOtherAddresses(server.name, key),
    ];
    for (const step of rest)
      await step().catch(() =>
        log.warn(
          `Secret storage did not take all of the sign-in to ${JSON.stringify(server.name)}.`,
        ),
      );
  }

  /** What a sign-in for more scopes asks for (R39); nothing for any other one. */
  async #stepUp(
    key: CredentialKey,
    wanted: readonly string[] | undefined,
  ): Promise<StepUp | undefined> {
    if (!wanted) return undefined;
    const stored = await this.#store.readFresh(key);
    const granted = stored?.kind === "oauth" ? stored.grant.scopes : [];
    return this.#stepUps.next(lockNameOf(key), granted, wanted);
  }

  /** Removes the sign-in here in any case, and revokes its tokens where the server can. */
  async signOut(server: OAuthServer): Promise<SignOutOutcome> {
    const key = credentialKeyOf(server);
    const stored = await this.#store.readFresh(key);
    await this.#store.remove(key);
    this.#stepUps.forget(lockNameOf(key));
    this.#ports.board.set(server.name, { kind: "signedOut" });
    if (stored?.kind !== "oauth") return "notSignedIn";
    this.#ports.log.info(`Signed out of ${JSON.stringify(server.name)}.`);
    return this.revoke(server, stored);
  }

  /** Signs out of a server that this window's settings do not describe, such as one of another workspace. */
  async signOutElsewhere(key: CredentialKey): Promise<SignOutOutcome> {
    const stored = await this.#store.readFresh(key);
    await this.#store.remove(key);
    if (stored?.kind !== "oauth") return "notSignedIn";
    const server: OAuthServer = {
      name: key.server,
      url: key.origin,
      transport: "http",
      headers: {},
      auth: { type: "oauth", flow: "authorization_code", refresh: DEFAULT_REFRESH },
    };
    return this.revoke(server, stored);
  }

  /** Stores credentials in place of those under the same keys, and removes what was kept for other addresses. */
  async keep(
    entries: readonly { readonly key: CredentialKey; readonly credential: StoredCredential }[],
  ): Promise<void> {
    for (const { key, credential } of entries) {
      await this.#write(key, credential);
      await this.#forgetOtherAddresses(key.server, key);
      this.#ports.log.info(`Stored a credential for ${JSON.stringify(key.server)}.`);
    }
  }

  /** Removes everything that is stored for the server at its present address. */
  async remove(server: Server): Promise<void> {
    await this.removeKeys(keysOf(server));
    await this.#store.forgetIssuer(credentialKeyOf(server));
  }

  /** Removes what is stored under these keys, of whichever server. */
  async removeKeys(keys: readonly CredentialKey[]): Promise<void> {
    for (const key of keys) await this.#store.remove(key);
    const names = new Set(keys.map(({ server }) => JSON.stringify(server)));
    this.#ports.log.info(`Removed the credentials of ${[...names].join(", ")}.`);
  }

  /** Revokes the tokens of an earlier sign-in, after a new one has taken its place (RFC 7009). */
  async revoke(server: OAuthServer, stored: StoredGrant): Promise<SignOutOutcome> {
    try {
      const engine = await this.#ports.engine();
      const signal = AbortSignal.timeout(REVOCATION_TIMEOUT_MS);
      return await engine.revoke(server, stored.grant, signal);
    } catch (error) {
      if (!isFailure(error)) throw error;
      return "refused";
    }
  }

  // A window that refreshes at this moment must not write its old grant over the new one.
  async #write(key: CredentialKey, credential: StoredCredential): Promise<void> {
    // The lock has a limit of its own; a sign-in that the user has just completed is not given up before it.
    const { signal } = new AbortController();
    await this.#ports.withLock(lockNameOf(key), signal, async () => {
      try {
        await this.#store.write(key, credential);
      } catch (cause) {
        if (isFailure(cause)) throw cause;
        throw new Failure(
          "secretStoreFailed",
          t(
            "Secret storage did not take the credential. Check that this system's keyring is unlocked.",
          ),
          {},
          { cause },
        );
      }
    });
  }

  /** The user has just given a credential for the new address: what was kept for the old one has served. */
  async #forgetOtherAddresses(server: string, { origin, part }: CredentialKey): Promise<void> {
    for (const other of await this.#store.originsOf(server, part)) {
      if (other === origin) continue;
      await this.#store.remove({ server, origin: other, ...(part !== undefined && { part }) });
    }
  }
}

/** The keys of everything that a server's settings have kept, at its present address. */
export function keysOf(server: Server): readonly CredentialKey[] {
  const key = credentialKeyOf(server);
  return [
    key,
    ...oauthPartsOf(server.auth).map((part) => ({ ...key, part })),
    ...slotsOf(server).flatMap((slot) => (slot.key.part === undefined ? [] : [slot.key])),
  ];
}
