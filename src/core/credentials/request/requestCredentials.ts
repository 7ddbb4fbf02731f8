import { secretOfReference } from "../../environment.ts";
import { factsOfAuth, isSecretAuth } from "../../kinds/auth.ts";
import type { OAuthEngine } from "../../oauth/types.ts";
import type { Secret } from "../../secret.ts";
import type { Server } from "../../servers/server.ts";
import { JwtSigner } from "../jwt/signer.ts";
import type { BoundCredential, SendContext } from "../kinds/kind.ts";
import { bindingChange } from "../storage/binding.ts";
import type { CredentialStore } from "../storage/store.ts";
import { credentialOfSecret, heldCredential, type StoredCredential } from "../storage/stored.ts";
import { newRevision } from "../storage/storedBase.ts";
import { Blocked, needOf } from "./need.ts";
import { Proofs } from "./proofs.ts";
import { Refresher, type RefreshPorts } from "./refresher.ts";
import { combine, type SlotCredential } from "./slotCredential.ts";
import { slotsOf, type Slot } from "./slots.ts";
import type { HttpEvidence, OutgoingRequest, RequestCredential } from "./source.ts";

/** What the credentials of requests are worked out with. */
export interface RequestCredentialsPorts extends RefreshPorts {
  engine(): Promise<Pick<OAuthEngine, "refresh" | "dpopProof">>;
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
    if (!isSecretAuth(auth) || auth.reference === undefined) throw new Blocked(needOf(slot));
    // The first use of a variable binds it to this origin: settings that change later do not send it elsewhere.
    const [{ header, scheme } = NOWHERE] = factsOfAuth(auth).placements;
    const stored: StoredCredential = {
      kind: "reference",
      revision: newRevision(),
      createdAtMs: this.#ports.now(),
      reference: auth.reference,
      usedAs: auth.type,
      header,
      scheme,
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
    return this.#send(server, slot, stored, { signal, request, asStored: false });
  }

  /** What a stored credential adds to a request as it stands, even where it is about to expire. */
  async asStored(server: Server, slot: Slot, stored: StoredCredential): Promise<SlotCredential> {
    return this.#send(server, slot, stored, { signal: noEnd(), asStored: true });
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
      credentials.push(await this.#send(server, slot, stored, { signal, request, asStored: true }));
    }
    return combine(credentials);
  }

  /** Makes the next token of a slot whose credential was refused; false where none can be made. Throws `Blocked`. */
  async renew(
    server: Server,
    slot: Slot,
    stored: StoredCredential,
    http: HttpEvidence,
    signal: AbortSignal,
  ): Promise<boolean> {
    const bound = this.#bound(server, slot, stored);
    const context = this.#context(server, { signal, asStored: false });
    return (await bound?.renew?.(http, context)) ?? false;
  }

  async #send(
    server: Server,
    slot: Slot,
    stored: StoredCredential,
    sending: Sending,
  ): Promise<SlotCredential> {
    const bound = this.#bound(server, slot, stored);
    if (!bound?.send) throw new Blocked(needOf(slot));
    return bound.send(this.#context(server, sending));
  }

  /** A stored credential under the settings of its slot; a reference is what it refers to at the moment. */
  #bound(server: Server, { auth }: Slot, stored: StoredCredential): BoundCredential | undefined {
    if (stored.kind !== "reference") return heldCredential(stored).under(auth);
    if (!isSecretAuth(auth)) return undefined;
    const secret = secretOfReference(server.name, stored.reference, this.#ports.environment);
    const { reference: _reference, ...own } = auth;
    const { revision, createdAtMs } = stored;
    const credential = credentialOfSecret(own, secret, { revision, createdAtMs });
    return credential && heldCredential(credential).under(own);
  }

  #context(server: Server, sending: Sending): SendContext {
    return {
      server,
      ...sending,
      signer: this.#signer,
      refresher: this.#refresher,
      proofs: this.#proofs,
    };
  }
}

type Sending = Pick<SendContext, "signal" | "request" | "asStored">;

const NOWHERE = { header: "", scheme: "" };

function noEnd(): AbortSignal {
  return new AbortController().signal;
}
