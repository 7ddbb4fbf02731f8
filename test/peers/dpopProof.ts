import { createHash } from "node:crypto";
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from "jose";

/** A request with a DPoP proof, as a resource server checks it (RFC 9449, section 4.3). */
export interface DpopRequest {
  readonly proof: string;
  readonly method: string;
  /** URL of the request without query and fragment. */
  readonly url: string;
  readonly accessToken: string;
  /** Thumbprint that the access token is bound to. */
  readonly jkt: string;
  /** Ids of proofs that were used before; the proof's own is added. */
  readonly used: Set<string>;
  readonly nonce: string | undefined;
}

/** Tells whether a proof fits its request; `nonce` means that it lacks only the server's nonce. */
export async function checkDpopProof(request: DpopRequest): Promise<"valid" | "invalid" | "nonce"> {
  try {
    const { payload, protectedHeader } = await jwtVerify(request.proof, EmbeddedJWK, {
      typ: "dpop+jwt",
      maxTokenAge: "5 min",
      clockTolerance: 5,
    });
    const fits =
      protectedHeader.jwk !== undefined &&
      (await calculateJwkThumbprint(protectedHeader.jwk)) === request.jkt &&
      payload["htm"] === request.method &&
      payload["htu"] === request.url &&
      payload["ath"] === createHash("sha256").update(request.accessToken).digest("base64url") &&
      payload.jti !== undefined &&
      !request.used.has(payload.jti);
    if (!fits || payload.jti === undefined) return "invalid";
    if (request.nonce !== undefined && payload["nonce"] !== request.nonce) return "nonce";
    request.used.add(payload.jti);
    return "valid";
  } catch {
    return "invalid";
  }
}
