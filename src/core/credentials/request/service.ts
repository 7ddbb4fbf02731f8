import { Emitter } from "../../emitter.ts";
import type { Logger } from "../../log.ts";
import type { Secret } from "../../secret.ts";
import type { Server } from "../../servers/server.ts";
import { RequestCredentials, type RequestCredentialsPorts } from "./requestCredentials.ts";
import { isBound } from "../kinds/oauth.ts";
import { combine, generationsOf, revisionOf, type SlotCredential } from "./slotCredential.ts";
import { factsOf } from "./facts.ts";
import { Blocked, sentenceOf, type Need } from "./need.ts";
import { asksForNonce } from "./proofs.ts";
import { slotsOf } from "./slots.ts";
import type {
  CredentialAnswer,
  CredentialFacts,
  CredentialSource,
  HttpEvidence,
  OutgoingRequest,
  RequestCredential,
} from "./source.ts";
import { lockNameOf, type CredentialKey, type CredentialStore } from "../storage/store.ts";
import type { StoredCredential } from "../storage/stored.ts";

/** A server refused a request, with all that is known about it. */
export interface Refusal {
  readonly server: Server;
  readonly http: HttpEvidence;
  readonly credential: CredentialFacts;
}

/** What the service works with beside the store, and whom it tells. */
export interface CredentialServicePorts extends RequestCredentialsPorts {
  readonly log: Logger;
  /** Turns a refusal into the sentence that the editor and the model get; the caller shows the finding. */
  explain(refusal: Refusal): string;
  /** Turns a failed refresh into the sentence that the editor and the model get. */
  explainFailure(server: Server, error: unknown): string;
  /** Told of each request that a server accepted with a credential. */
  used?(key: CredentialKey): void;
}

const NOTE_TIMEOUT_MS = 10_000;

const NO_CREDENTIAL: RequestCredential = { headers: [], generation: "none" };

/** Gives the gateway the credential of each request, from the store, refreshed or minted where needed. */
export class CredentialService implements CredentialSource {
  readonly #store: CredentialStore;
  readonly #ports: CredentialServicePorts;
  readonly #credentials: RequestCredentials;
  /** Generations that a server accepted in this window. */
  readonly #accepted = new Set<string>();
  /** Generations that were made after a 401: refused again, they are explained instead of renewed. */
  readonly #bornOfRefusal = new Set<string>();
  readonly #needed = new Emitter<{ server: Server; need: Need }>();

  /** Fires each time that a request was answered with "the user has to act". */
  readonly onNeed = this.#needed.event;

  constructor(store: CredentialStore, ports: CredentialServicePorts) {
    this.#store = store;
    this.#ports = ports;
    this.#credentials = new RequestCredentials(store, ports);
  }

  /** Without a `request`, a token that is bound to a key comes without its proof. */
  current(
    server: Server,
    signal: AbortSignal,
    request?: OutgoingRequest,
  ): Promise<CredentialAnswer> {
    return this.#answer(server, async () => {
      const slots = slotsOf(server);
      if (slots.length === 0) return NO_CREDENTIAL;
      const credentials: SlotCredential[] = [];
      for (const slot of slots)
        credentials.push(await this.#credentials.forSlot(server, slot, signal, request));
      return combine(credentials);
    });
  }

  refused(
    server: Server,
    generation: string,
    http: HttpEvidence,
    signal: AbortSignal,
    request?: OutgoingRequest,
  ): Promise<CredentialAnswer> {
    return this.#answer(server, async () => {
      if (request && http.dpopNonce !== undefined)
        this.#credentials.takeNonce(request, http.dpopNonce);
      const slots = slotsOf(server);
      const generations = generationsOf(generation);
      const stored: StoredCredential[] = [];
      for (const [index, slot] of slots.entries()) {
        const one = await this.#credentials.read(slot, "fresh");
        // Another request or another window has already brought a newer one.
        if (one.revision !== revisionOf(generations[index] ?? "")) {
          return this.#credentials.fresh(server, signal, request);
        }
        stored.push(one);
      }
      if (isBound(stored[0]) && asksForNonce(http)) {
        const credential = await this.#credentials.fresh(server, signal, request);
        return { kind: "ready", credential, forNonce: true };
      }
      if (await this.#renew(server, generations[0] ?? "", stored[0], http, signal)) {
        const renewed = await this.#credentials.fresh(server, signal, request);
        this.#bornOfRefusal.add(generationsOf(renewed.generation)[0] ?? "");
        return renewed;
      }
      const sentence = await this.#explain(server, http, stored);
      return { kind: "blocked", sentence };
    });
  }

  /** Notes that the server accepted this credential, once for each revision: it tells a revoked token from a wrong one (R3). */
  async accepted(server: Server, generation: string): Promise<void> {
    if (generation === NO_CREDENTIAL.generation) return;
    const generations = generationsOf(generation);
    for (const [index, { key }] of slotsOf(server).entries()) {
      const own = generations[index];
      if (own === undefined) continue;
      this.#ports.used?.(key);
      if (this.#accepted.has(own)) continue;
      this.#accepted.add(own);
      const revision = revisionOf(own);
      if (revision !== own && this.#accepted.has(revision)) continue;
      this.#accepted.add(revision);
      await this.#note(server, key, revision);
    }
  }

  /** What the user would have to do before a request could leave, as far as it is known without one. Rejects where storage does. */
  async need(server: Server): Promise<Need | undefined> {
    for (const slot of slotsOf(server)) {
      try {
        await this.#credentials.read(slot);
      } catch (error) {
        if (!(error instanceof Blocked)) throw error;
        return error.need;
      }
    }
    return undefined;
  }

  /** Keeps the passphrase of a private key until the window closes. */
  unlock(revision: string, passphrase: Secret): void {
    this.#credentials.unlock(revision, passphrase);
  }

  /** The token that a request would send now in its main header, for the user to look at. Rejects like a request's. */
  async token(server: Server, signal: AbortSignal): Promise<SlotCredential | undefined> {
    const [slot] = slotsOf(server);
    return slot && this.#credentials.forSlot(server, slot, signal);
  }

  async #answer(
    server: Server,
    work: () => Promise<RequestCredential | CredentialAnswer>,
  ): Promise<CredentialAnswer> {
    try {
      const result = await work();
      return "kind" in result ? result : { kind: "ready", credential: result };
    } catch (error) {
      if (error instanceof Blocked) return this.#need(server, error.need);
      return { kind: "blocked", sentence: this.#ports.explainFailure(server, error) };
    }
  }

  /** Whether there is a new token after a 401: once, and not for one that was made so itself. */
  async #renew(
    server: Server,
    generation: string,
    stored: StoredCredential | undefined,
    http: HttpEvidence,
    signal: AbortSignal,
  ): Promise<boolean> {
    const renewedInVain = this.#bornOfRefusal.has(generation) && !this.#accepted.has(generation);
    const [slot] = slotsOf(server);
    if (http.status !== 401 || renewedInVain || !slot || !stored) return false;
    return this.#credentials.renew(server, slot, stored, http, signal);
  }

  async #note(server: Server, key: CredentialKey, revision: string): Promise<void> {
    try {
      // Under the lock of the refresh: a note must not overwrite a token that was rotated meanwhile.
      await this.#ports.withLock(
        lockNameOf(key),
        AbortSignal.timeout(NOTE_TIMEOUT_MS),
        async () => {
          const stored = await this.#store.readFresh(key);
          if (stored?.revision !== revision || stored.workedAtMs !== undefined) return;
          await this.#store.write(key, { ...stored, workedAtMs: this.#ports.now() });
        },
      );
    } catch {
      this.#ports.log.warn(`Secret storage took no note for ${JSON.stringify(server.name)}.`);
    }
  }

  #need(server: Server, need: Need): CredentialAnswer {
    this.#needed.fire({ server, need });
    return { kind: "blocked", sentence: sentenceOf(server, need) };
  }

  async #explain(
    server: Server,
    http: HttpEvidence,
    stored: readonly StoredCredential[],
  ): Promise<string> {
    const [slot] = slotsOf(server);
    const [first] = stored;
    // Not refreshed for this: what was sent is what is explained.
    const sent = slot && first && (await this.#credentials.asStored(server, slot, first));
    return this.#ports.explain({ server, http, credential: factsOf(stored, sent?.token) });
  }
}
