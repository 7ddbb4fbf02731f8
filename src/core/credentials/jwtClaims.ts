import type { Secret } from "../secret.ts";
import { isObject } from "./shape.ts";
import type { CredentialFacts } from "./source.ts";

/** The claims of a JWT that help to explain a refusal, unverified; nothing when the token is opaque. */
export function readJwtClaims(token: Secret): CredentialFacts["jwt"] {
  const parts = token.reveal().split(".");
  if (parts.length !== 3) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? "", "base64url").toString("utf8"));
    if (!isObject(claims)) return undefined;
    const { exp, iss, aud } = claims;
    const audience: unknown = Array.isArray(aud) ? aud[0] : aud;
    return {
      ...(typeof exp === "number" && { exp }),
      ...(typeof iss === "string" && { iss }),
      ...(typeof audience === "string" && { aud: audience }),
    };
  } catch {
    return undefined;
  }
}
