import { generateKeyPairSync } from "node:crypto";
import type { JsonWebKey, KeyObject } from "node:crypto";

interface SigningKeys {
  readonly privateJwk: JsonWebKey;
  readonly publicKey: KeyObject;
}

let keys: SigningKeys | undefined;

/** The RSA key of all authorization servers in this process: making one takes longer than most tests. */
export function signingKeys(): SigningKeys {
  if (!keys) {
    const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const privateJwk = { ...pair.privateKey.export({ format: "jwk" }), alg: "RS256", use: "sig" };
    keys = { privateJwk, publicKey: pair.publicKey };
  }
  return keys;
}
