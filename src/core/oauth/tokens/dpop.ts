import { t } from "@vscode/l10n";
import { createHash, randomUUID } from "node:crypto";
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JWK,
} from "jose";
import { Failure } from "../../failure.ts";
import { Secret } from "../../secret.ts";
import { isObject, stringIn, type JsonObject } from "../../guards.ts";

/** In the order of preference: those that servers implement, the cheapest first. */
const ALGORITHMS = ["ES256", "EdDSA", "ES384", "RS256", "PS256"] as const;

/** A key that tokens are bound to (RFC 9449). */
export interface DpopKey {
  /** Private JWK with `alg`, serialized; what is stored with the grant. */
  readonly secret: Secret;
  /** Base64url SHA-256 thumbprint, for `dpop_jkt`. */
  readonly thumbprint: string;
}

export interface ProofRequest {
  readonly method: string;
  readonly url: string;
  readonly nonce?: string | undefined;
  /** The access token that the request carries, if any. */
  readonly accessToken?: Secret;
  /** Milliseconds since the epoch on the server's clock. */
  readonly nowMs: number;
}

/** Makes a key for an algorithm that the server takes. Rejects with `metadataInvalid` when it takes none of ours. */
export async function createDpopKey(accepted: readonly string[] | undefined): Promise<DpopKey> {
  const algorithm = ALGORITHMS.find((name) => accepted?.includes(name) ?? true);
  if (algorithm === undefined)
    throw new Failure(
      "metadataInvalid",
      t(
        "The server asks for proofs of possession with algorithms that MCP Connect does not have. Tell the server's operator.",
      ),
    );
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk: JWK = { ...(await exportJWK(privateKey)), alg: algorithm };
  return {
    secret: new Secret(JSON.stringify(jwk)),
    thumbprint: await calculateJwkThumbprint(publicPart(jwk)),
  };
}

/** Signs a proof for one request (RFC 9449, section 4.2). Rejects with `credentialUnreadable` when the key cannot be used. */
export async function signProof(key: Secret, request: ProofRequest): Promise<Secret> {
  const url = new URL(request.url);
  try {
    const jwk: unknown = JSON.parse(key.reveal());
    const algorithm = isObject(jwk) ? stringIn(jwk, "alg") : undefined;
    if (!isObject(jwk) || algorithm === undefined) throw new TypeError("no key");
    const proof = new SignJWT({
      jti: randomUUID(),
      htm: request.method.toUpperCase(),
      htu: `${url.origin}${url.pathname}`,
      iat: Math.floor(request.nowMs / 1000),
      ...(request.nonce !== undefined && { nonce: request.nonce }),
      ...(request.accessToken && {
        ath: createHash("sha256").update(request.accessToken.reveal()).digest("base64url"),
      }),
    }).setProtectedHeader({ alg: algorithm, typ: "dpop+jwt", jwk: publicPart(jwk) });
    return new Secret(await proof.sign(await importJWK(jwk, algorithm)));
  } catch {
    throw new Failure(
      "credentialUnreadable",
      t("The key that the sign-in is bound to cannot be read. Sign in again."),
    );
  }
}

/** The members of a public key; anything else of a JWK stays here. */
const PUBLIC_MEMBERS = ["kty", "crv", "x", "y", "n", "e"] as const;

function publicPart(jwk: JsonObject): JWK {
  const publicJwk: JWK = {};
  for (const name of PUBLIC_MEMBERS) {
    const value = stringIn(jwk, name);
    if (value !== undefined) publicJwk[name] = value;
  }
  return publicJwk;
}
