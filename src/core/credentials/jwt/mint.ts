import { t } from "@vscode/l10n";
import { SignJWT } from "jose";
import { Failure } from "../../failure.ts";
import { Secret } from "../../secret.ts";
import { NEEDED_KEY, type PrivateKey } from "../keys/privateKey.ts";
import { DEFAULT_LIFETIME_S, type JwtAuthSettings, type SecretEncoding } from "../../kinds/jwt.ts";

const MIN_SECRET_BYTES = 32;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** The secret parts of a minted token. */
export interface JwtMaterial {
  /** A shared secret for HS256, a private key for RS256 and ES256. */
  readonly key: Secret | PrivateKey;
  /** `sub`, where it is a secret, as the auth token of a Workato access profile is (R8). */
  readonly subject?: Secret;
}

export interface MintedJwt {
  readonly token: Secret;
  /** `iat` and `exp` in milliseconds since the epoch. */
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/**
 * Signs a token that is valid from now on (RFC 7519).
 * Throws a Failure `keyInvalid` with the reason when the key does not fit the algorithm or is too weak (R9).
 */
export async function mintJwt(
  settings: JwtAuthSettings,
  material: JwtMaterial,
  nowMs: number,
): Promise<MintedJwt> {
  const { algorithm, keyId, lifetimeS = DEFAULT_LIFETIME_S } = settings;
  const key = signingKey(settings, material.key);
  const issuedAtS = Math.floor(nowMs / 1000);
  const expiresAtS = issuedAtS + lifetimeS;
  const token = await new SignJWT({
    ...settings.claims,
    ...defined({
      sub: material.subject?.reveal() ?? settings.subject,
      name: settings.name,
      aud: settings.audience,
      iss: settings.issuer,
    }),
    iat: issuedAtS,
    exp: expiresAtS,
  })
    .setProtectedHeader({
      alg: algorithm,
      typ: "JWT",
      ...(keyId !== undefined && { kid: keyId }),
    })
    .sign(key);
  return {
    token: new Secret(token),
    issuedAtMs: issuedAtS * 1000,
    expiresAtMs: expiresAtS * 1000,
  };
}

function signingKey(
  { algorithm, secretEncoding = "text" }: JwtAuthSettings,
  key: JwtMaterial["key"],
) {
  if (algorithm === "HS256") {
    if (key instanceof Secret) return sharedSecret(key, secretEncoding);
    throw keyInvalid(
      t("HS256 signs with a shared secret, and this is a private key. Set the secret again."),
    );
  }
  if (!(key instanceof Secret) && key.algorithm === algorithm) return key.reveal();
  throw keyInvalid(`${t("This key is for another algorithm.")} ${NEEDED_KEY[algorithm]()}`);
}

/**
 * The bytes of a shared secret.
 * Throws a Failure `keyInvalid` below 256 bits, the least that RFC 7518 section 3.2 allows for HS256.
 */
export function sharedSecret(secret: Secret, encoding: SecretEncoding): Uint8Array {
  const text = secret.reveal();
  if (encoding === "base64" && !BASE64.test(text)) {
    throw keyInvalid(
      t(
        "The shared secret is not base64. Set it again, or set the secret's encoding to “text” if the provider uses the characters as they stand.",
      ),
    );
  }
  const bytes = Buffer.from(text, encoding === "base64" ? "base64" : "utf8");
  if (bytes.length >= MIN_SECRET_BYTES) return bytes;
  throw keyInvalid(
    t(
      "The shared secret has {0} bits, and HS256 needs at least 256. Generate a secret, and set the same one at the provider.",
      bytes.length * 8,
    ),
    { bits: bytes.length * 8 },
  );
}

function keyInvalid(sentence: string, facts = {}): Failure {
  return new Failure("keyInvalid", sentence, facts);
}

function defined(claims: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}
