import { randomBytes } from "node:crypto";
import { Secret } from "../../secret.ts";

const SECRET_BYTES = 32;

/** Makes a shared secret for HS256: 32 random bytes as base64, what `openssl rand -base64 32` prints (R9). */
export function generateSecret(random: (size: number) => Buffer = randomBytes): Secret {
  return new Secret(random(SECRET_BYTES).toString("base64"));
}
