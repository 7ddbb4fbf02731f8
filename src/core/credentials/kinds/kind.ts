import type { Auth, AuthKind } from "../../kinds/auth.ts";
import type { Secret } from "../../secret.ts";
import type { Server } from "../../servers/server.ts";
import type { JwtSigner } from "../jwt/signer.ts";
import type { Proofs } from "../request/proofs.ts";
import type { Refresher } from "../request/refresher.ts";
import type { SlotCredential } from "../request/slotCredential.ts";
import type { HttpEvidence, OutgoingRequest } from "../request/source.ts";
import type { BindingChange } from "./changes.ts";
import type { Read } from "../storage/shape.ts";
import type { StoredBase } from "../storage/storedBase.ts";
import type { StoredCredential } from "../storage/stored.ts";

/** The stored half of a kind of credential: what secret storage holds of it, and what can be known and done with it. */
export interface StoredKind<Stored extends StoredBase, Settings = never> {
  /** Reads what secret storage holds; nothing when it has another shape. */
  readonly read: Read<Stored>;
  about(stored: Stored): HeldCredential;
  /** The credential that one secret makes, such as the value of an environment variable; left out where it takes more. */
  ofSecret?(settings: Settings, secret: Secret, base: StoredBase): Stored;
}

/** One stored credential, with what is known of it. Its texts hold no secret. */
export interface HeldCredential {
  /** What it is, within a sentence: “a token”. */
  noun(): string;
  /** Its line in the list of what is stored. */
  row(): CredentialLine;
  /** What the steps of a connection say of it: “Token in X-API-Key”. */
  step(): string;
  /** What a refusal of it is explained as. */
  readonly explainedAs: AuthKind;
  /** Whether it stays as good as it is, so that nobody has to replace it from time to time. */
  readonly staysFresh: boolean;
  /** The secret by which it is known to be the same as another server's (R37), where the user chose it. */
  readonly chosen?: Secret;
  /** What it is under these settings; nothing where they want another kind. */
  under(auth: Auth): BoundCredential | undefined;
}

/** A line in the list of what is stored. */
export interface CredentialLine {
  /** What it is, such as “Token” or “Private key”. */
  readonly kind: string;
  /** Whose it is, or how it is sent. */
  readonly detail: string;
  readonly expiresAtMs?: number;
}

/** A stored credential under settings that want its kind. */
export interface BoundCredential {
  /** What the settings changed since it was stored, if it must not be sent for that reason. */
  change(): BindingChange | undefined;
  /** As it would be stored for what the settings name now; nothing where it cannot be taken along. */
  rebound(): StoredCredential | undefined;
  /** What it adds to a request; left out where requests do not hold it. Rejects with `Blocked` where the user has to act, and with a Failure. */
  send?(context: SendContext): SlotCredential | Promise<SlotCredential>;
  /** Makes its next token after a refusal; false where none can be made. Rejects like `send`. */
  renew?(http: HttpEvidence, context: SendContext): boolean | Promise<boolean>;
}

/** What a stored credential is sent with. */
export interface SendContext {
  readonly server: Server;
  readonly signal: AbortSignal;
  /** Without it, a token that is bound to a key comes without its proof. */
  readonly request?: OutgoingRequest | undefined;
  /** Whether it is sent as it is stored, even where it is about to expire. */
  readonly asStored: boolean;
  readonly signer: JwtSigner;
  readonly refresher: Refresher;
  readonly proofs: Proofs;
}
