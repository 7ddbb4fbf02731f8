import type { Environment } from "../../environment.ts";
import { isFailure } from "../../failure.ts";
import type { OAuthEngine } from "../../oauth/types.ts";
import type { Secret } from "../../secret.ts";
import { usesOAuth, type Server } from "../../servers/server.ts";
import { bindingChange } from "../storage/binding.ts";
import {
  fixedCredential,
  mintedCredential,
  referenceCredential,
  combine,
  type SlotCredential,
} from "./slotCredential.ts";
import { JwtSigner } from "../jwt/signer.ts";
import { Blocked, needOf } from "./need.ts";
import { Proofs } from "./proofs.ts";
import { Refresher, type RefreshPorts } from "./refresher.ts";
import { slotsOf, type Slot } from "./slots.ts";
import type { HttpEvidence, OutgoingRequest, RequestCredential } from "./source.ts";
import type { CredentialStore } from "../storage/store.ts";
import { newRevision, type StoredCredential, type StoredGrant } from "../storage/stored.ts";

export interface RequestCredentialsPorts extends RefreshPorts {
  engine(): Promise<Pick<OAuthEngine, "refresh" | "dpopProof">>;
  /** Environment variables, for references in the settings; none unless given. */
  environment?: Environment;
}

/** Works out the credentials of the requests to a server: from the store, refreshed, minted or proven where needed. */
export class RequestCredentials {
  readonly #store: CredentialStore;
  readonly #ports: RequestCredentialsPorts;
  readonly #refresher: Refresher;
  readonly #signer: JwtSigner;
  readonly #proofs: Proofs;

  constructor(store: CredentialStore, ports: RequestCredentialsPorts) {
    this.#store = store;
    this.#ports = ports;
    this.#refresher = new Refresher(store, ports);
    this.#signer = new JwtSigner(ports.now);
    this.#proofs = new Proofs(() => ports.engine());
  }

  /** Keeps the passphrase of a private key until the window closes. */
  unlock(revision: string, passphrase: Secret): void {
    this.#signer.unlock(revision, passphrase);
  }

  /** Keeps the nonce that a server gave for the next proof. */
  takeNonce(request: OutgoingRequest, nonce: string): void {
    this.#proofs.takeNonce(request.url, nonce);
  }

  /** What is stored for a slot. Throws `Blocked` where nothing is, or where it was stored for something else. */
  async read(slot: Slot, freshness: "cached" | "fresh" = "cached"): Promise<StoredCredential> {
    const kept =
      freshness === "fresh" ? this.#store.readFresh(slot.key) : this.#store.read(slot.key);
    const stored = (await kept) ?? (await this.#absent(slot));
    const change = bindingChange(slot, stored);
    if (change) throw new Blocked({ kind: "confirmAddress", ...change });
    return stored;
  }

  async #absent(slot: Slot): Promise<StoredCredential> {
    const { key, auth } = slot;
    const origins = await this.#store.originsOf(key.server, key.part);
    const from = origins.find((origin) => origin !== key.origin);
    if (from !== undefined) throw new Blocked({ kind: "confirmAddress", from, to: key.origin });
    if (auth.type === "oauth" || auth.reference === undefined) throw new Blocked(needOf(slot));
    // The first use of a variable binds it to this origin: settings that change later do not send it elsewhere.
    const stored: StoredCredential = {
      kind: "reference",
      revision: newRevision(),
      createdAtMs: this.#ports.now(),
      reference: auth.reference,
      header: auth.type === "basic" ? "Authorization" : auth.header,
      scheme: auth.type === "basic" ? "Basic" : auth.scheme,
    };
    await this.#store.write(key, stored);
    return stored;
  }

  /** What a slot adds to a request that leaves now; without a request, a bound token comes without its proof. */
  async forSlot(
    server: Server,
    slot: Slot,
    signal: AbortSignal,
    request?: OutgoingRequest,
  ): Promise<SlotCredential> {
    const stored = await this.read(slot);
    return this.fromStored(server, slot, stored, signal, request);
  }

  /** What a stored credential adds to a request, refreshed or minted where needed. */
  async fromStored(
    server: Server,
    slot: Slot,
    stored: StoredCredential,
    signal: AbortSignal,
    request?: OutgoingRequest,
  ): Promise<SlotCredential> {
    const { auth } = slot;
    const context = { signer: this.#signer, environment: this.#ports.environment ?? noVariables };
    switch (stored.kind) {
      case "token":
      case "basic":
        return fixedCredential(stored);
      case "reference":
        if (auth.type === "oauth") throw new Blocked(needOf(slot));
        return referenceCredential(server.name, auth, stored, context);
      case "jwt":
        if (auth.type !== "jwt") throw new Blocked(needOf(slot));
        return mintedCredential(server.name, auth, stored, context).catch((error: unknown) => {
          if (!isFailure(error, "passphraseNeeded")) throw error;
          throw new Blocked({ kind: "token", wants: "passphrase" });
        });
      case "oauth": {
        if (!usesOAuth(server)) throw new Blocked(needOf(slot));
        const grant = await this.#refresher.fresh(server, stored, signal);
        if (!grant) throw new Blocked({ kind: "signIn", reason: "expired" });
        return this.#fromGrant(grant, request);
      }
      case "client":
        throw new Blocked(needOf(slot));
    }
  }

  /** A bearer token, or one that is bound to a key with its proof where it is for a request. */
  #fromGrant(
    stored: StoredGrant,
    request: OutgoingRequest | undefined,
  ): SlotCredential | Promise<SlotCredential> {
    return request && isBound(stored)
      ? this.#proofs.prove(stored, request)
      : fixedCredential(stored);
  }

  /** All secrets again, as secret storage has them now. */
  async fresh(
    server: Server,
    signal: AbortSignal,
    request: OutgoingRequest | undefined,
  ): Promise<RequestCredential> {
    const credentials: SlotCredential[] = [];
    for (const slot of slotsOf(server)) {
      const stored = await this.read(slot, "fresh");
      // What is fresh needs no refresh, which would make a token of its own.
      credentials.push(
        stored.kind === "oauth"
          ? await this.#fromGrant(stored, request)
          : await this.fromStored(server, slot, stored, signal),
      );
    }
    return combine(credentials);
  }

  /** Makes the next token of a server that refused this one; false where none can be made. Throws `Blocked`. */
  async renew(
    server: Server,
    stored: StoredCredential,
    http: HttpEvidence,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (stored.kind === "oauth") {
      if (!usesOAuth(server)) return false;
      const grant = await this.#refresher.afterRefusal(server, stored, signal);
      if (!grant) throw new Blocked({ kind: "signIn", reason: "expired" });
      return true;
    }
    if (server.auth.type !== "jwt") return false;
    this.#signer.refused(server.name, http.serverTimeMs);
    return true;
  }
}

/** Whether requests have to prove that they possess the key of the token (RFC 9449). */
export function isBound(stored: StoredCredential | undefined): stored is StoredGrant {
  return stored?.kind === "oauth" && stored.grant.tokenType === "DPoP";
}

function noVariables(): undefined {
  return undefined;
}
