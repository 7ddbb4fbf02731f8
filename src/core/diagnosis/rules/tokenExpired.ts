import type { Rule } from "../evidence.ts";
import { rotateTokenFix, signInFix } from "../fixes.ts";

/** A JWT says itself when it ends (R20). */
export const tokenExpired: Rule = {
  id: "tokenExpired",
  find(evidence) {
    if (evidence.kind !== "refusal" || evidence.http.status !== 401) return undefined;
    const { server, credential, nowMs } = evidence;
    const expiredMs = nowMs - (credential.jwt?.exp ?? Infinity) * 1000;
    if (!(expiredMs > 0)) return undefined;
    return {
      code: "tokenExpired",
      severity: "error",
      message: `The token of "${server.name}" has expired (${new Date(nowMs - expiredMs).toISOString()}).`,
      server: server.name,
      fixes: [credential.kind === "token" ? rotateTokenFix(server.name) : signInFix(server.name)],
    };
  },
};
