import type { Rule } from "../evidence.ts";
import { anotherAccountFix, signInFix } from "../fixes.ts";

/** 401 for a fresh access token: refreshing did not help, so the audience or the account is wrong. */
export const signInRejected: Rule = {
  id: "signInRejected",
  stage: "kind",
  find(evidence) {
    if (evidence.kind !== "refusal" || evidence.http.status !== 401) return undefined;
    const { server, credential } = evidence;
    if (credential.kind !== "oauth") return undefined;
    const audience =
      credential.jwt?.aud === undefined ? "" : ` The token is for ${credential.jwt.aud}.`;
    return {
      code: "signInRejected",
      severity: "error",
      message: `“${server.name}” does not accept a freshly issued token.${audience} Sign in again, or with another account.`,
      server: server.name,
      fixes: [signInFix(server.name), anotherAccountFix(server.name)],
    };
  },
};
