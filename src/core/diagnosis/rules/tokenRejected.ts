import type { Rule } from "../evidence.ts";
import { openSettingsFix, setTokenFix } from "../fixes.ts";

/** A personal token that has never worked: wrong token, wrong environment, or wrong header (R12, R20). */
export const tokenRejected: Rule = {
  id: "tokenRejected",
  stage: "kind",
  find(evidence) {
    if (evidence.kind !== "refusal" || evidence.http.status !== 401) return undefined;
    const { server, credential } = evidence;
    if (server.auth.type !== "token" || credential.kind !== "token") return undefined;
    const issued =
      credential.jwt?.iss === undefined ? "" : ` It was issued by ${credential.jwt.iss}.`;
    return {
      code: "tokenRejected",
      severity: "error",
      message: `“${server.name}” does not accept the token: it is wrong, expired, or for another environment.${issued} It was sent in the header ${server.auth.header}.`,
      server: server.name,
      fixes: [setTokenFix(server.name), openSettingsFix(server.name)],
    };
  },
};
