import type { Rule } from "../evidence.ts";
import { checkConnectionFix } from "../fixes.ts";

/** 403 for a credential that is good: a matter of rights, for which another sign-in would not help (R5). */
export const accessDenied: Rule = {
  id: "accessDenied",
  stage: "rights",
  find(evidence) {
    if (evidence.kind !== "refusal" || evidence.http.status !== 403) return undefined;
    // Without a credential the server does not know anybody yet.
    if (evidence.credential.kind === "none") return undefined;
    const { name } = evidence.server;
    return {
      code: "accessDenied",
      severity: "error",
      message: `“${name}” knows you but does not let you in. Ask the administrator of its user groups for access.`,
      server: name,
      fixes: [checkConnectionFix(name)],
    };
  },
};
