import { t } from "@vscode/l10n";
import { createDecipheriv, type JsonWebKey } from "node:crypto";
import type { Secret } from "../../secret.ts";
import { createSshReader, type SshReader, withoutLeadingZeros } from "./sshWire.ts";

const MAGIC = "openssh-key-v1\0";
// ssh-keygen uses 16 or 24. Each round costs some 15 ms during which the extension host does nothing else.
const MAX_ROUNDS = 256;
const P256_BYTES = 32;
const UNCOMPRESSED_POINT = 0x04;

const KINDS: Readonly<Record<string, () => string>> = {
  "ssh-ed25519": () => t("an Ed25519 key"),
  "ssh-dss": () => t("a DSA key"),
  "ecdsa-sha2-nistp384": () => t("an elliptic curve key on the curve {0}", "P-384"),
  "ecdsa-sha2-nistp521": () => t("an elliptic curve key on the curve {0}", "P-521"),
  "sk-ssh-ed25519@openssh.com": () => t("a key that lives in a security key"),
  "sk-ecdsa-sha2-nistp256@openssh.com": () => t("a key that lives in a security key"),
};

interface Cipher {
  readonly keyBytes: 16 | 24 | 32;
  readonly mode: "ctr" | "cbc" | "gcm";
}

const CIPHERS: Readonly<Record<string, Cipher>> = {
  "aes128-ctr": { keyBytes: 16, mode: "ctr" },
  "aes192-ctr": { keyBytes: 24, mode: "ctr" },
  "aes256-ctr": { keyBytes: 32, mode: "ctr" },
  "aes128-cbc": { keyBytes: 16, mode: "cbc" },
  "aes192-cbc": { keyBytes: 24, mode: "cbc" },
  "aes256-cbc": { keyBytes: 32, mode: "cbc" },
  "aes128-gcm@openssh.com": { keyBytes: 16, mode: "gcm" },
  "aes256-gcm@openssh.com": { keyBytes: 32, mode: "gcm" },
};
const IV_BYTES = { ctr: 16, cbc: 16, gcm: 12 };
const GCM_TAG_BYTES = 16;

export type OpenSshKey =
  | { readonly kind: "jwk"; readonly jwk: JsonWebKey }
  /** A key that is no RSA and no P-256 key; `found` finishes the sentence “This is …”. */
  | { readonly kind: "otherKey"; readonly found: string }
  | { readonly kind: "passphraseNeeded" }
  | { readonly kind: "passphraseWrong" }
  | { readonly kind: "damaged" }
  /** Encrypted in a way that is not read here. */
  | { readonly kind: "unsupported" };

/** Reads OpenSSH's own private key format (PROTOCOL.key of OpenSSH), encrypted or not, with one key in it. */
export async function readOpenSshKey(bytes: Buffer, passphrase?: Secret): Promise<OpenSshKey> {
  try {
    return await read(bytes, passphrase);
  } catch (error) {
    if (error instanceof RangeError) return { kind: "damaged" };
    throw error;
  }
}

async function read(bytes: Buffer, passphrase?: Secret): Promise<OpenSshKey> {
  if (!bytes.toString("latin1").startsWith(MAGIC)) return { kind: "damaged" };
  const outer = createSshReader(bytes.subarray(MAGIC.length));
  const cipherName = outer.text();
  const kdfName = outer.text();
  const kdfOptions = outer.bytes();
  if (outer.uint32() !== 1) return { kind: "damaged" };
  // The public half is in clear: what cannot be used is named before anyone is asked for a passphrase.
  const found = KINDS[createSshReader(outer.bytes()).text()]?.();
  if (found !== undefined) return { kind: "otherKey", found };
  const body = outer.bytes();
  if (cipherName === "none") return readPrivatePart(body) ?? { kind: "damaged" };

  const cipher = CIPHERS[cipherName];
  const kdf = createSshReader(kdfOptions);
  const salt = kdf.bytes();
  const rounds = kdf.uint32();
  if (!cipher || kdfName !== "bcrypt" || rounds > MAX_ROUNDS) return { kind: "unsupported" };
  if (passphrase === undefined) return { kind: "passphraseNeeded" };
  const derived = await derive(passphrase, salt, rounds, cipher.keyBytes + IV_BYTES[cipher.mode]);
  const clear = derived && decrypt(cipher, derived, body, outer.rest());
  return (clear && readPrivatePart(clear)) ?? { kind: "passphraseWrong" };
}

async function derive(
  passphrase: Secret,
  salt: Buffer,
  rounds: number,
  length: number,
): Promise<Buffer | undefined> {
  const { default: bcrypt } = await import("bcrypt-pbkdf");
  const phrase = Buffer.from(passphrase.reveal());
  const key = Buffer.alloc(length);
  const failed = bcrypt.pbkdf(phrase, phrase.length, salt, salt.length, key, length, rounds) !== 0;
  return failed ? undefined : key;
}

/** `after` is what follows the encrypted part: the authentication tag of GCM, else nothing. */
function decrypt(
  { keyBytes, mode }: Cipher,
  derived: Buffer,
  body: Buffer,
  after: Buffer,
): Buffer | undefined {
  const key = derived.subarray(0, keyBytes);
  const iv = derived.subarray(keyBytes);
  try {
    if (mode === "gcm") {
      const name = keyBytes === 16 ? "aes-128-gcm" : "aes-256-gcm";
      const decipher = createDecipheriv(name, key, iv, { authTagLength: GCM_TAG_BYTES });
      decipher.setAuthTag(after);
      return Buffer.concat([decipher.update(body), decipher.final()]);
    }
    const decipher = createDecipheriv(`aes-${keyBytes * 8}-${mode}`, key, iv).setAutoPadding(false);
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** Nothing when the two check numbers differ: a wrong passphrase, where there is one. */
function readPrivatePart(clear: Buffer): OpenSshKey | undefined {
  const reader = createSshReader(clear);
  if (reader.uint32() !== reader.uint32()) return undefined;
  switch (reader.text()) {
    case "ssh-rsa":
      return { kind: "jwk", jwk: readRsa(reader) };
    case "ecdsa-sha2-nistp256":
      return readP256(reader);
    default:
      return { kind: "otherKey", found: t("a key of an unknown kind") };
  }
}

function readRsa(reader: SshReader): JsonWebKey {
  const [n, e, d, qi, p, q] = Array.from({ length: 6 }, () => reader.bytes());
  const exponent = toBigInt(d);
  return {
    kty: "RSA",
    n: toBase64url(n),
    e: toBase64url(e),
    d: toBase64url(d),
    p: toBase64url(p),
    q: toBase64url(q),
    // OpenSSH leaves out what RFC 7518 section 6.3.2 wants as well: d mod (p − 1) and d mod (q − 1).
    dp: toBase64url(fromBigInt(exponent % (toBigInt(p) - 1n))),
    dq: toBase64url(fromBigInt(exponent % (toBigInt(q) - 1n))),
    qi: toBase64url(qi),
  };
}

function readP256(reader: SshReader): OpenSshKey {
  reader.text();
  const point = reader.bytes();
  const d = withoutLeadingZeros(reader.bytes());
  if (point[0] !== UNCOMPRESSED_POINT || point.length !== 1 + 2 * P256_BYTES) {
    return { kind: "damaged" };
  }
  return {
    kind: "jwk",
    jwk: {
      kty: "EC",
      crv: "P-256",
      x: point.toString("base64url", 1, 1 + P256_BYTES),
      y: point.toString("base64url", 1 + P256_BYTES),
      // RFC 7518 section 6.2.2.1: as many bytes as the curve's order has.
      d: Buffer.concat([Buffer.alloc(P256_BYTES), d])
        .subarray(-P256_BYTES)
        .toString("base64url"),
    },
  };
}

function toBigInt(bytes: Buffer | undefined): bigint {
  const number = BigInt(`0x${bytes?.toString("hex") ?? ""}0`) / 16n;
  if (number < 2n) throw new RangeError("A number of the key is missing.");
  return number;
}

function fromBigInt(number: bigint): Buffer {
  const hex = number.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
}

/** RFC 7518 section 2, Base64urlUInt: without leading zeros. */
function toBase64url(bytes: Buffer | undefined): string {
  return withoutLeadingZeros(bytes ?? Buffer.alloc(0)).toString("base64url");
}
