import { Emitter } from "../emitter.ts";
import type { Logger } from "../log.ts";
import { Secret } from "../secret.ts";
import { usesOAuth, type Server } from "../servers/server.ts";
import type {
  CredentialAnswer,
  CredentialFacts,
  CredentialSource,
  HttpEvidence,
  RequestCredential,
} from "./source.ts";
import { credentialKeyOf, lockNameOf, type CredentialStore } from "./store.ts";
import type { StoredCredential } from "./stored.ts";
import { Refresher, type RefreshPorts } from "./refresher.ts";
import { bindingChange } from "./binding.ts";
import { readJwtClaims } from "./jwtClaims.ts";

/** Why a request could not carry a credential: a person has to act. */
export type Need =
  | { readonly kind: "signIn"; readonly reason: "signedOut" | "expired" }
  | { readonly kind: "token" }
  | { readonly kind: "confirmAddress"; readonly from: string; readonly to: string };

/** A server refused a request, with all that is known about it. */
export interface Refusal {
  readonly server: Server;
  readonly http: HttpEvidence;
  readonly credential: CredentialFacts;
}

export interface CredentialServicePorts extends RefreshPorts {
  readonly log: Logger;
  /** Turns a refusal into the sentence that the editor and the model get; the caller shows the finding. */
  explain(refusal: Refusal): string;
  /** Turns a failed refresh into the sentence that the editor and the model get. */
  explainFailure(server: Server, error: unknown): string;
}

const NOTE_TIMEOUT_MS = 10_000;

const NO_CREDENTIAL: RequestCredential = { headers: [], generation: "none" };

/** Gives the gateway the credential of each request, from the store, refreshed where needed. */
export class CredentialService implements CredentialSource {
  readonly #store: CredentialStore;
  readonly #ports: CredentialServicePorts;
  readonly #refresher: Refresher;
  /** Revisions that a server accepted in this window. */
  readonly #accepted = new Set<string>();
  /** Revisions that came from a refresh after a 401: refused again, they are explained instead of refreshed. */
  readonly #bornOfRefusal = new Set<string>();
  readonly #needed = new Emitter<{ server: Server; need: Need }>();

  /** Fires each time that a request was answered with "a person has to act". */
  readonly onNeed = this.#needed.event;

  constructor(store: CredentialStore, ports: CredentialServicePorts) {
    this.#store = store;
    this.#ports = ports;
    this.#refresher = new Refresher(store, ports);
  }

  async current(server: Server, signal: AbortSignal): Promise<CredentialAnswer> {
    try {
      if (server.auth.type === "none") return { kind: "ready", credential: NO_CREDENTIAL };
      const stored = await this.#store.read(credentialKeyOf(server));
      if (!stored) return await this.#absent(server);
      const change = bindingChange(server, stored);
      if (change) return this.#need(server, { kind: "confirmAddress", ...change });
      if (stored.kind === "token" || !usesOAuth(server)) return ready(stored);
      const grant = await this.#refresher.fresh(server, stored, signal);
      return grant ? ready(grant) : this.#need(server, { kind: "signIn", reason: "expired" });
    } catch (error) {
      return { kind: "blocked", sentence: this.#ports.explainFailure(server, error) };
    }
  }

  async refused(
    server: Server,
    generation: string,
    http: HttpEvidence,
    signal: AbortSignal,
  ): Promise<CredentialAnswer> {
    try {
      // What is stored was not sent where the settings want no credential.
      const sends = server.auth.type !== "none";
      const stored = sends ? await this.#store.readFresh(credentialKeyOf(server)) : undefined;
      if (sends) {
        if (!stored) return await this.#absent(server);
        if (bindingChange(server, stored)) return await this.current(server, signal);
        // Another request or another window has already brought a newer one.
        if (stored.revision !== generation) return ready(stored);
        const refreshedInVain =
          this.#bornOfRefusal.has(generation) && !this.#accepted.has(generation);
        const refreshable = stored.kind === "oauth" && usesOAuth(server) && http.status === 401;
        if (refreshable && !refreshedInVain) {
          const grant = await this.#refresher.afterRefusal(server, stored, signal);
          if (grant) this.#bornOfRefusal.add(grant.revision);
          return grant ? ready(grant) : this.#need(server, { kind: "signIn", reason: "expired" });
        }
      }
      return { kind: "blocked", sentence: this.#explain(server, http, stored) };
    } catch (error) {
      return { kind: "blocked", sentence: this.#ports.explainFailure(server, error) };
    }
  }

  /** Notes that the server accepted this credential, once for each revision: it tells a revoked token from a wrong one (R3). */
  async accepted(server: Server, generation: string): Promise<void> {
    if (generation === NO_CREDENTIAL.generation || this.#accepted.has(generation)) return;
    this.#accepted.add(generation);
    const key = credentialKeyOf(server);
    try {
      // Under the lock of the refresh: a note must not overwrite a token that was rotated meanwhile.
      await this.#ports.withLock(
        lockNameOf(key),
        AbortSignal.timeout(NOTE_TIMEOUT_MS),
        async () => {
          const stored = await this.#store.readFresh(key);
          if (stored?.revision !== generation || stored.workedAtMs !== undefined) return;
          await this.#store.write(key, { ...stored, workedAtMs: this.#ports.now() });
        },
      );
    } catch {
      this.#ports.log.warn(`Secret storage took no note for ${JSON.stringify(server.name)}.`);
    }
  }

  async #absent(server: Server): Promise<CredentialAnswer> {
    const key = credentialKeyOf(server);
    const from = (await this.#store.originsOf(server.name)).find((origin) => origin !== key.origin);
    if (from !== undefined) {
      return this.#need(server, { kind: "confirmAddress", from, to: key.origin });
    }
    return this.#need(
      server,
      server.auth.type === "token" ? { kind: "token" } : { kind: "signIn", reason: "signedOut" },
    );
  }

  #need(server: Server, need: Need): CredentialAnswer {
    this.#needed.fire({ server, need });
    return { kind: "blocked", sentence: sentenceOf(server, need) };
  }

  #explain(server: Server, http: HttpEvidence, stored: StoredCredential | undefined): string {
    return this.#ports.explain({ server, http, credential: factsOf(stored) });
  }
}

/** What the editor and the model are told when a person has to act; also the text of the notification. */
export function sentenceOf(server: Pick<Server, "name">, need: Need): string {
  switch (need.kind) {
    case "signIn":
      return need.reason === "expired"
        ? `Sign in to "${server.name}" again: the last sign-in has expired or was revoked.`
        : `Sign in to "${server.name}" to use its tools.`;
    case "token":
      return `Set the token of "${server.name}" to use its tools.`;
    case "confirmAddress":
      return `The address of "${server.name}" changed from ${need.from} to ${need.to}. The stored credential was not sent.`;
  }
}

function ready(stored: StoredCredential): CredentialAnswer {
  return { kind: "ready", credential: requestCredential(stored) };
}

function requestCredential(stored: StoredCredential): RequestCredential {
  const [name, scheme, token] =
    stored.kind === "token"
      ? [stored.header, stored.scheme, stored.token]
      : ["Authorization", stored.grant.tokenType, stored.grant.accessToken];
  const value = scheme === "" ? token : new Secret(`${scheme} ${token.reveal()}`);
  return { headers: [[name, value]], generation: stored.revision };
}

function factsOf(stored: StoredCredential | undefined): CredentialFacts {
  if (!stored) return { kind: "none", workedBefore: false };
  const token = stored.kind === "token" ? stored.token : stored.grant.accessToken;
  const jwt = readJwtClaims(token);
  return {
    kind: stored.kind,
    workedBefore: stored.workedAtMs !== undefined,
    ...(jwt && { jwt }),
  };
}
