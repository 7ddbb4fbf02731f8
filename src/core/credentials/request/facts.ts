import type { Secret } from "../../secret.ts";
import { inspectJwt } from "../jwt/inspect.ts";
import { looksLikeJwt } from "../jwt/looksLikeJwt.ts";
import type { CredentialFacts } from "./source.ts";
import { heldCredential, type StoredCredential } from "../storage/stored.ts";

/** What the diagnosis may know of the credential of a refused request: `token` is what was sent of it, if it is known. */
export function factsOf(
  stored: readonly StoredCredential[],
  token: Secret | undefined,
): CredentialFacts {
  const [first] = stored;
  if (!first) return { kind: "none", workedBefore: false };
  const jwt = token && claimsOf(token);
  return {
    kind: heldCredential(first).explainedAs,
    workedBefore: stored.every(({ workedAtMs }) => workedAtMs !== undefined),
    ...(jwt && { jwt }),
  };
}

/** The claims of a JWT that help to explain a refusal, unverified; nothing when the token is opaque. */
function claimsOf(token: Secret): CredentialFacts["jwt"] {
  if (!looksLikeJwt(token.reveal())) return undefined;
  const inspection = inspectJwt(token, 0, { secretClaims: ["sub"] });
  if (inspection.problems[0]?.code === "notJwt") return undefined;
  const { issuer, audience, expiresAtMs } = inspection;
  const [first] = audience;
  return {
    ...(expiresAtMs !== undefined && { exp: expiresAtMs / 1000 }),
    ...(issuer !== undefined && { iss: issuer }),
    ...(first !== undefined && { aud: first }),
  };
}
