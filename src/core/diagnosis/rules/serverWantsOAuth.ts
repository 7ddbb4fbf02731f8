import { readResourceChallenge } from "../../oauth/discovery/challenge.ts";
import type { Rule } from "../evidence.ts";
import { setTokenFix, switchToOAuthFix } from "../fixes.ts";

/** The server announces protected-resource metadata (RFC 9728, section 5.1) and the settings do not sign in by OAuth (R4). */
export const serverWantsOAuth: Rule = {
  id: "serverWantsOAuth",
  stage: "challenge",
  find(evidence) {
    if (evidence.kind !== "refusal" || evidence.http.status !== 401) return undefined;
    const { server, credential, http } = evidence;
    if (server.auth.type === "oauth") return undefined;
    if (readResourceChallenge(http.challenges).resourceMetadata === undefined) return undefined;
    // A token that never worked may as well be a wrong token for a server that takes both.
    if (server.auth.type === "token" && !credential.workedBefore) return undefined;
    return {
      code: "serverWantsOAuth",
      severity: "error",
      message:
        server.auth.type === "token"
          ? `“${server.name}” now uses OAuth: its tokens are no longer accepted.`
          : `“${server.name}” uses OAuth, and the settings connect without signing in.`,
      server: server.name,
      fixes: [
        switchToOAuthFix(server.name),
        ...(server.auth.type === "token" ? [setTokenFix(server.name)] : []),
      ],
    };
  },
};
