import { createHash, createPublicKey } from "node:crypto";
import type { PrivateKey, PublicKeyParts } from "./privateKey.ts";
import { sshNumber, sshString } from "./sshWire.ts";

/** The public half of a key, in the forms that providers' pages want pasted (R10). No secret. */
export interface PublicKeyForms {
  /** One line: `ssh-rsa AAAA…` (RFC 4253 section 6.6) or `ecdsa-sha2-nistp256 AAAA…` (RFC 5656 section 3.1). */
  readonly ssh: string;
  /** `-----BEGIN PUBLIC KEY-----` (SubjectPublicKeyInfo, RFC 5280), ends with a line break. */
  readonly pem: string;
  /** `SHA256:…`, as `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
}

/** Writes the public half of a private key. */
export function exportPublicKey(key: PrivateKey): PublicKeyForms {
  const { name, blob } = encode(key.publicParts);
  const digest = createHash("sha256").update(blob).digest("base64").replace(/=+$/, "");
  return {
    ssh: `${name} ${blob.toString("base64")}`,
    pem: createPublicKey(key.reveal()).export({ type: "spki", format: "pem" }).toString(),
    fingerprint: `SHA256:${digest}`,
  };
}

function encode(parts: PublicKeyParts): { name: string; blob: Buffer } {
  if (parts.kty === "RSA") {
    const name = "ssh-rsa";
    const numbers = [parts.e, parts.n].map((number) => sshNumber(Buffer.from(number, "base64url")));
    return { name, blob: Buffer.concat([sshString(name), ...numbers]) };
  }
  const name = "ecdsa-sha2-nistp256";
  const point = Buffer.concat([
    Buffer.from([0x04]),
    Buffer.from(parts.x, "base64url"),
    Buffer.from(parts.y, "base64url"),
  ]);
  return {
    name,
    blob: Buffer.concat([sshString(name), sshString("nistp256"), sshString(point)]),
  };
}
