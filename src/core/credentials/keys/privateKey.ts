import { t } from "@vscode/l10n";
import { createPublicKey, type KeyObject } from "node:crypto";
import type { SigningAlgorithm } from "../../kinds/jwt.ts";

const REDACTED = "[private key]";
const MIN_RSA_BITS = 2048;

/** A signature that needs a key pair. */
export type KeyPairAlgorithm = Exclude<SigningAlgorithm, "HS256">;

/** The parts of a public key in JWK form (RFC 7518 section 6), base64url. */
export type PublicKeyParts =
  | { readonly kty: "RSA"; readonly n: string; readonly e: string }
  | { readonly kty: "EC"; readonly crv: "P-256"; readonly x: string; readonly y: string };

/** An RSA or P-256 private key that prints itself redacted; only `reveal` gives it out. */
export class PrivateKey {
  readonly algorithm: KeyPairAlgorithm;
  readonly publicParts: PublicKeyParts;
  readonly #key: KeyObject;

  constructor(key: KeyObject, publicParts: PublicKeyParts) {
    this.#key = key;
    this.publicParts = publicParts;
    this.algorithm = publicParts.kty === "RSA" ? "RS256" : "ES256";
  }

  /** Gives the key in clear, for signing. */
  reveal(): KeyObject {
    return this.#key;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return REDACTED;
  }
}

export type UsableKey =
  | { readonly kind: "key"; readonly key: PrivateKey }
  | { readonly kind: "problem"; readonly sentence: string };

/** Says what each algorithm needs. */
export const NEEDED_KEY: Readonly<Record<KeyPairAlgorithm, () => string>> = {
  RS256: () =>
    t(
      "RS256 needs an RSA private key of at least 2048 bits. Create one with “ssh-keygen -t rsa -b 4096 -m PEM”.",
    ),
  ES256: () =>
    t(
      "ES256 needs an elliptic curve private key on the curve P-256. Create one with “ssh-keygen -t ecdsa -b 256 -m PEM”.",
    ),
};

/**
 * Wraps a key if a token can be signed with it: RSA of at least 2048 bits (RFC 7518 section 3.3), or P-256.
 * With an algorithm, the key must be for that one.
 */
export function asUsableKey(key: KeyObject, algorithm?: KeyPairAlgorithm): UsableKey {
  const found = describe(key);
  if (typeof found === "string") return { kind: "problem", sentence: refusal(found, algorithm) };
  const usable = new PrivateKey(key, found);
  return algorithm === undefined || algorithm === usable.algorithm
    ? { kind: "key", key: usable }
    : {
        kind: "problem",
        sentence: refusal(found.kty === "RSA" ? t("an RSA key") : t("a P-256 key"), algorithm),
      };
}

/** “This is <kind of key>”, and what is needed instead. */
export function refusal(kind: string, algorithm?: KeyPairAlgorithm): string {
  const needed =
    algorithm === undefined
      ? t(
          "A token is signed with an RSA private key of at least 2048 bits, or one on the curve P-256.",
        )
      : NEEDED_KEY[algorithm]();
  return `${t("This is {0}.", kind)} ${needed}`;
}

function describe(key: KeyObject): PublicKeyParts | string {
  switch (key.asymmetricKeyType) {
    case "rsa":
    case "ec":
      break;
    case "rsa-pss":
      return t("an RSA key that is restricted to PSS signatures");
    case "ed25519":
      return t("an Ed25519 key");
    case "ed448":
      return t("an Ed448 key");
    case "x25519":
    case "x448":
      return t("a key for key agreement, which cannot sign");
    case "dsa":
      return t("a DSA key");
    case undefined:
    default:
      return t("a key of an unknown kind");
  }
  const { kty, n, e, crv, x, y } = exportParts(key);
  if (kty === "RSA" && n !== undefined && e !== undefined) {
    const bits = modulusBits(n);
    return bits < MIN_RSA_BITS ? t("an RSA key of only {0} bits", bits) : { kty, n, e };
  }
  if (kty === "EC" && crv === "P-256" && x !== undefined && y !== undefined) {
    return { kty, crv, x, y };
  }
  return crv === undefined
    ? t("an elliptic curve key on another curve")
    : t("an elliptic curve key on the curve {0}", crv);
}

function exportParts(key: KeyObject) {
  try {
    return createPublicKey(key).export({ format: "jwk" });
  } catch {
    // A curve that has no name in JWK, such as a Brainpool curve.
    return { kty: "EC" };
  }
}

function modulusBits(n: string): number {
  return BigInt(`0x${Buffer.from(n, "base64url").toString("hex")}`).toString(2).length;
}
