import type { Rule } from "../evidence.ts";
import { openSettingsFix } from "../fixes.ts";

/** 401 for a request that carried no credential because the settings name none. */
export const credentialMissing: Rule = {
  id: "credentialMissing",
  stage: "placement",
  find(evidence) {
    if (evidence.kind !== "refusal" || evidence.http.status !== 401) return undefined;
    if (evidence.server.auth.type !== "none") return undefined;
    const { name } = evidence.server;
    return {
      code: "credentialMissing",
      severity: "error",
      message: `“${name}” wants a credential, and its settings have none. Add "auth" to its entry.`,
      server: name,
      fixes: [
        { kind: "action", title: "Use a token", action: { type: "switchToToken", server: name } },
        {
          kind: "action",
          title: "Switch to OAuth sign-in",
          action: { type: "switchToOAuth", server: name },
        },
        openSettingsFix(name),
      ],
    };
  },
};
