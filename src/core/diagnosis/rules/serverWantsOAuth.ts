import { t } from "@vscode/l10n";
import { readResourceChallenge } from "../../oauth/discovery/challenge.ts";
import { switchToOAuthFix } from "../../fixes.ts";
import { failure, refusal, setToken, switchToOAuth, type Examples } from "../example.ts";
import type { RefusalRule } from "../rule.ts";
import { newCredentialFixes } from "../secretFixes.ts";

/** The server announces protected-resource metadata (RFC 9728, section 5.1) and the settings do not sign in by OAuth (R4). */
export const serverWantsOAuth: RefusalRule = {
  stage: "challenge",
  on: { status: 401 },
  shortName: () => t("Uses OAuth now"),
  find({ server, credential, http }) {
    const { auth, name } = server;
    if (auth.type === "oauth") return undefined;
    if (readResourceChallenge(http.challenges).resourceMetadata === undefined) return undefined;
    // A token that never worked may as well be a wrong token for a server that takes both.
    if (auth.type === "token" && !credential.workedBefore) return undefined;
    return auth.type === "token"
      ? {
          message: t("“{0}” now uses OAuth: its tokens are no longer accepted.", name),
          fixes: [switchToOAuthFix(name), ...newCredentialFixes(server)],
        }
      : {
          message: t("“{0}” uses OAuth, and the settings connect without signing in.", name),
          fixes: [switchToOAuthFix(name)],
        };
  },
};

export const examples: Examples = () => {
  const announced =
    'Bearer resource_metadata="https://mcp.example/.well-known/oauth-protected-resource"';
  return [
    [
      "now uses it, where the token worked before",
      refusal("token", { challenges: [announced] }, { workedBefore: true }),
      {
        message: "“crm” now uses OAuth: its tokens are no longer accepted.",
        fixes: [switchToOAuth, setToken],
      },
    ],
    [
      "uses it, where the settings have no credential",
      refusal("none", { challenges: ["Basic", announced] }),
      {
        message: "“crm” uses OAuth, and the settings connect without signing in.",
        fixes: [switchToOAuth],
      },
    ],
    [
      "may take tokens too, where this one never worked",
      refusal("token", { challenges: [announced] }),
      undefined,
    ],
    ["gets it already", refusal("oauth", { challenges: [announced] }), undefined],
    [
      "is not one that answers 403",
      refusal("none", { status: 403, challenges: [announced] }),
      undefined,
    ],
    [
      "is not one that only wants a bearer token",
      refusal("none", { challenges: ['Bearer realm="resource_metadata=x"'] }),
      undefined,
    ],
    ["is not a failure", failure("discoveryFailed"), undefined],
  ];
};
