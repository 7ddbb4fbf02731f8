import type { Rule } from "../evidence.ts";
import { copyFix, openSettingsFix, signInFix } from "../fixes.ts";

/** The authorization server does not know our redirect URI, wherever it said so (R15, R42). */
export const redirectUriMismatch: Rule = {
  id: "redirectUriMismatch",
  stage: "step",
  find(evidence) {
    if (evidence.kind !== "failure" || evidence.failure.code !== "redirectUriRejected") {
      return undefined;
    }
    const { name } = evidence.server;
    const uri = evidence.failure.facts["redirectUri"];
    if (typeof uri !== "string") return undefined;
    return {
      code: "redirectUriMismatch",
      severity: "error",
      message: `The authorization server of “${name}” does not know the redirect URI ${uri}. Register exactly this address at the provider.`,
      server: name,
      fixes: [copyFix("Copy redirect URI", uri), signInFix(name), openSettingsFix(name)],
    };
  },
};
