import type { AuthKind } from "../../kinds/auth.ts";
import type { Secret } from "../../secret.ts";
import type { Server } from "../../servers/server.ts";

/** Headers that authenticate one request, and which generation of the credential they are. */
export interface RequestCredential {
  readonly headers: readonly (readonly [name: string, value: Secret])[];
  /** Changes with each new token. The gateway hands it back when the server refuses the request. */
  readonly generation: string;
  /**
   * Set where the headers hold a proof for one request, which is not sent with another one (RFC 9449). Takes the nonce
   * that the server gave for the next proof.
   */
  readonly takeNonce?: (nonce: string) => void;
}

/** A request that is about to leave, as far as a proof of possession is bound to it. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
}

/** What a server answered to a request that was sent with a credential. Holds no secret and no body. */
export interface HttpEvidence {
  readonly status: number;
  /** `WWW-Authenticate` field values as received. */
  readonly challenges: readonly string[];
  /** Names of the request headers that were sent. */
  readonly sentHeaderNames: readonly string[];
  /** `DPoP-Nonce`: what the server wants in the next proof (RFC 9449, section 9). */
  readonly dpopNonce?: string;
  /** Milliseconds since the epoch from the `Date` header, if it was readable. */
  readonly serverTimeMs?: number;
  /** Beginning of the answer's body (at most 4 KiB), for rules that recognize known wordings. Never shown or logged. */
  readonly bodyStart?: string;
}

export type CredentialAnswer =
  | {
      readonly kind: "ready";
      readonly credential: RequestCredential;
      /** The same token with a proof that has the server's nonce: a replay of its own. */
      readonly forNonce?: true;
    }
  /** The user has to act first. `sentence` is answered to the editor and to the model. */
  | { readonly kind: "blocked"; readonly sentence: string };

/** Where the gateway gets credentials. Calls for the same server may overlap; the source makes one refresh of them. */
export interface CredentialSource {
  /** The credential for a request that leaves now; refreshes an expiring token first. Never rejects. */
  current(server: Server, signal: AbortSignal, request: OutgoingRequest): Promise<CredentialAnswer>;
  /**
   * Called when the server answered 401 or 403. `ready` with another generation, or with `forNonce`, means: replay once.
   * Anything else is answered to the editor as `blocked`. Never rejects.
   */
  refused(
    server: Server,
    generation: string,
    evidence: HttpEvidence,
    signal: AbortSignal,
    request: OutgoingRequest,
  ): Promise<CredentialAnswer>;
  /** Called when the server answered 2xx to a request with this generation. Never rejects. */
  accepted(server: Server, generation: string): Promise<void>;
}

/** What is known about the credential of a refused request, for the diagnosis. Holds no secret. */
export interface CredentialFacts {
  readonly kind: AuthKind;
  /** Whether the server accepted this credential before. */
  readonly workedBefore: boolean;
  /** Claims of a JWT that matter to a refusal; absent when the token is opaque. Times in seconds, as in RFC 7519. */
  readonly jwt?: { readonly exp?: number; readonly iss?: string; readonly aud?: string };
  /** Whether the request followed a refresh of the credential. */
  readonly refreshed?: boolean;
}
