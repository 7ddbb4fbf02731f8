import type { Rule } from "../evidence.ts";
import { rotateTokenFix, signInFix } from "../fixes.ts";

/** A JWT says itself when it ends (R20). */
export const tokenExpired: Rule = {
  id: "tokenExpired",
  stage: "time",
  find(evidence) {
    if (evidence.kind !== "refusal" || evidence.http.status !== 401) return undefined;
    const { server, credential, nowMs } = evidence;
    const expiresAtMs = (credential.jwt?.exp ?? Infinity) * 1000;
    if (!(expiresAtMs < nowMs)) return undefined;
    // Whoever made the token may have written any number, also one that is no date.
    const date = new Date(expiresAtMs);
    const when = Number.isNaN(date.getTime()) ? "" : ` (${date.toISOString()})`;
    return {
      code: "tokenExpired",
      severity: "error",
      message: `The token of “${server.name}” has expired${when}.`,
      server: server.name,
      fixes: [credential.kind === "oauth" ? signInFix(server.name) : rotateTokenFix(server.name)],
    };
  },
};
