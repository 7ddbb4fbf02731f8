import { readResourceChallenge } from "../../oauth/discovery/challenge.ts";
import type { Rule } from "../evidence.ts";
import type { Fix } from "../../finding.ts";
import type { Server } from "../../servers/server.ts";
import { openSettingsFix, rotateTokenFix } from "../fixes.ts";

/** RFC 6749, section 3.3: the characters of a scope. Others are a server's text, which is not shown. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/;
const MAX_SCOPES = 50;

/** RFC 6750, section 3.1: `insufficient_scope`, with the scopes that the request needs (R39). */
export const scopeMissing: Rule = {
  id: "scopeMissing",
  stage: "challenge",
  find(evidence) {
    if (evidence.kind !== "refusal") return undefined;
    const { name, auth } = evidence.server;
    const challenge = readResourceChallenge(evidence.http.challenges);
    if (challenge.error !== "insufficient_scope") return undefined;
    const scopes = (challenge.scopes ?? [])
      .filter((scope) => SCOPE.test(scope))
      .slice(0, MAX_SCOPES);
    const named =
      scopes.length === 0
        ? "further permissions"
        : `the permission${scopes.length === 1 ? "" : "s"} ${scopes.join(", ")}`;
    return {
      code: "scopeMissing",
      severity: "error",
      message: `“${name}” needs ${named} for this. ${auth.type === "oauth" ? "Sign in again to grant it." : "Set a token that has it."}`,
      server: name,
      fixes: [fixOf(evidence.server, scopes)],
    };
  },
};

/** A sign-in can ask for more; a token has what it was made with. */
function fixOf({ name, auth }: Server, scopes: readonly string[]): Fix {
  switch (auth.type) {
    case "oauth":
      return {
        kind: "action",
        title: "Sign in with these permissions",
        action: { type: "signIn", server: name, scopes },
      };
    case "token":
    case "jwt":
    case "basic":
      return rotateTokenFix(name);
    case "none":
      return openSettingsFix(name);
  }
}
