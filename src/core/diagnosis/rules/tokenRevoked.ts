import type { Rule } from "../evidence.ts";
import { checkConnectionFix, rotateTokenFix } from "../fixes.ts";

/** A personal token that worked before and gets 401 now: generating a new one at the provider revokes the old one at once (R3, R7). */
export const tokenRevoked: Rule = {
  id: "tokenRevoked",
  stage: "history",
  find(evidence) {
    if (evidence.kind !== "refusal" || evidence.http.status !== 401) return undefined;
    const { server, credential } = evidence;
    if (credential.kind !== "token" || !credential.workedBefore) return undefined;
    return {
      code: "tokenRevoked",
      severity: "error",
      message: `“${server.name}” no longer accepts its token: the token was revoked or replaced.`,
      server: server.name,
      fixes: [rotateTokenFix(server.name), checkConnectionFix(server.name)],
    };
  },
};
