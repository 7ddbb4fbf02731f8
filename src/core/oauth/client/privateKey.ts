import { t } from "@vscode/l10n";
import { createPrivateKey, type KeyObject } from "node:crypto";
import { Failure } from "../../failure.ts";
import { isObject } from "../../guards.ts";
import type { Secret } from "../../secret.ts";

/** A private key that is ready to sign. */
export interface SigningKey {
  readonly key: KeyObject;
  /** JWS algorithm (RFC 7518, RFC 8037). */
  readonly algorithm: string;
}

/**
 * Reads a private key in PEM (PKCS#8, PKCS#1, SEC 1) or JWK form. `algorithm` is what the settings or the server ask
 * for; without it the usual one of the key's type. Rejects with `keyInvalid`.
 */
export function readSigningKey(secret: Secret, algorithm: string | undefined): SigningKey {
  const text = secret.reveal().trim();
  let key: KeyObject;
  try {
    const jwk: unknown = text.startsWith("{") ? JSON.parse(text) : undefined;
    key = isObject(jwk)
      ? createPrivateKey({ key: { ...jwk }, format: "jwk" })
      : createPrivateKey(text);
  } catch {
    // No cause: the error of a parser may quote what it read.
    throw new Failure(
      "keyInvalid",
      t(
        "The client's private key cannot be read. Set it again as PEM (PKCS#8 or PKCS#1) or JWK, without a passphrase.",
      ),
    );
  }
  return { key, algorithm: algorithm ?? usualAlgorithm(key) };
}

/** By key type, and by curve for elliptic curves. */
const USUAL_ALGORITHMS: Readonly<Record<string, string>> = {
  rsa: "RS256",
  "rsa-pss": "PS256",
  ed25519: "EdDSA",
  prime256v1: "ES256",
  secp384r1: "ES384",
  secp521r1: "ES512",
};

function usualAlgorithm(key: KeyObject): string {
  const type = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? "";
  const algorithm = USUAL_ALGORITHMS[type];
  if (algorithm !== undefined) return algorithm;
  throw new Failure(
    "keyInvalid",
    t(
      "The client's private key is of a type that cannot sign. Use an RSA, elliptic-curve (P-256, P-384, P-521) or Ed25519 key.",
    ),
  );
}
