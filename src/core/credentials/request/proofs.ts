import type { OAuthEngine } from "../../oauth/types.ts";
import { parseChallenges } from "../../oauth/discovery/challenge.ts";
import type { SlotCredential } from "./slotCredential.ts";
import type { HttpEvidence, OutgoingRequest } from "./source.ts";
import type { StoredGrant } from "../kinds/oauth.ts";

/** Signs the proofs of tokens that are bound to a key, with the nonces that the servers want in them (RFC 9449). */
export class Proofs {
  readonly #engine: () => Promise<Pick<OAuthEngine, "dpopProof">>;
  /** The last nonce of each origin (RFC 9449, section 8.2). */
  readonly #nonces = new Map<string, string>();

  /** `engine` is asked for on the first proof. */
  constructor(engine: () => Promise<Pick<OAuthEngine, "dpopProof">>) {
    this.#engine = engine;
  }

  /** The header of a bound token, with the proof for one request. Rejects with `credentialUnreadable`. */
  async prove(
    stored: StoredGrant,
    { credential, token }: SlotCredential,
    request: OutgoingRequest,
  ): Promise<SlotCredential> {
    const { method, url } = request;
    const nonce = this.#nonces.get(new URL(url).origin);
    const engine = await this.#engine();
    const proof = await engine.dpopProof(stored.grant, {
      method,
      url,
      ...(nonce !== undefined && { nonce }),
    });
    return {
      token,
      credential: {
        ...credential,
        headers: [...credential.headers, ["DPoP", proof]],
        takeNonce: (next) => this.takeNonce(url, next),
      },
    };
  }

  /** Remembers the nonce for the next proof to the origin of this URL. */
  takeNonce(url: string, nonce: string): void {
    this.#nonces.set(new URL(url).origin, nonce);
  }
}

/** Whether a server refused a proof only because it wants the nonce that it gave with the refusal (RFC 9449, section 9). */
export function asksForNonce(http: HttpEvidence): boolean {
  return (
    http.status === 401 &&
    http.dpopNonce !== undefined &&
    parseChallenges(http.challenges).some(
      ({ scheme, parameters }) => scheme === "dpop" && parameters["error"] === "use_dpop_nonce",
    )
  );
}
