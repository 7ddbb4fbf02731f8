import { challengeParameter } from "../challengeParameter.ts";
import type { Rule } from "../evidence.ts";

/** RFC 6750, section 3.1: `insufficient_scope`, with the scopes that the request needs (R39). */
export const scopeMissing: Rule = {
  id: "scopeMissing",
  find(evidence) {
    if (evidence.kind !== "refusal") return undefined;
    const { server, http } = evidence;
    const { challenges } = http;
    if (challengeParameter(challenges, "error") !== "insufficient_scope") return undefined;
    const scopes = (challengeParameter(challenges, "scope") ?? "").split(" ").filter(Boolean);
    const named =
      scopes.length === 0 ? "further permissions" : `the permission ${scopes.join(", ")}`;
    return {
      code: "scopeMissing",
      severity: "error",
      message: `"${server.name}" needs ${named} for this. Sign in again to grant it.`,
      server: server.name,
      fixes: [
        {
          kind: "action",
          title: "Sign in with these permissions",
          action: { type: "signIn", server: server.name, scopes },
        },
      ],
    };
  },
};
