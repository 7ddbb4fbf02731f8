import { t } from "@vscode/l10n";
import { readResourceChallenge } from "../../oauth/discovery/challenge.ts";
import type { Server } from "../../servers/server.ts";
import type { Fix } from "../../finding.ts";
import { openSettingsFix, signInForScopesFix } from "../../fixes.ts";
import { failure, openSettings, refusal, rotateToken, type Examples } from "../example.ts";
import type { RefusalRule } from "../rule.ts";
import { rotateFixes } from "../secretFixes.ts";

/** RFC 6749, section 3.3: the characters of a scope. Others are a server's text, which is not shown. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/;
const MAX_SCOPES = 50;

/** RFC 6750, section 3.1: `insufficient_scope`, with the scopes that the request needs (R39). */
export const scopeMissing: RefusalRule = {
  stage: "challenge",
  on: { status: "any" },
  shortName: () => t("Permission missing"),
  find({ server, http }) {
    const challenge = readResourceChallenge(http.challenges);
    if (challenge.error !== "insufficient_scope") return undefined;
    const scopes = (challenge.scopes ?? [])
      .filter((scope) => SCOPE.test(scope))
      .slice(0, MAX_SCOPES);
    return { message: sentenceOf(server, scopes), fixes: fixesOf(server, scopes) };
  },
};

function sentenceOf({ name, auth }: Server, scopes: readonly string[]): string {
  const named = scopes.join(", ");
  if (auth.type === "oauth") {
    if (scopes.length === 0) {
      return t("“{0}” needs further permissions for this. Sign in again to grant them.", name);
    }
    return scopes.length === 1
      ? t("“{0}” needs the permission {1} for this. Sign in again to grant it.", name, named)
      : t("“{0}” needs the permissions {1} for this. Sign in again to grant them.", name, named);
  }
  if (scopes.length === 0) {
    return t("“{0}” needs further permissions for this. Set a token that has them.", name);
  }
  return scopes.length === 1
    ? t("“{0}” needs the permission {1} for this. Set a token that has it.", name, named)
    : t("“{0}” needs the permissions {1} for this. Set a token that has them.", name, named);
}

/** A sign-in can ask for more; a token has what it was made with. */
function fixesOf(server: Server, scopes: readonly string[]): readonly Fix[] {
  const { name, auth } = server;
  if (auth.type === "oauth") return [signInForScopesFix(name, scopes)];
  const rotation = rotateFixes(server);
  return rotation.length > 0 ? rotation : [openSettingsFix(name)];
}

export const examples: Examples = () => {
  const signInFor = (...scopes: readonly string[]) =>
    ({
      kind: "action",
      title: "Sign in with these permissions",
      action: { type: "signIn", server: "crm", scopes },
    }) as const;
  return [
    [
      "names the scope, and signs in for it",
      refusal("oauth", {
        status: 403,
        challenges: ['Bearer realm="x", error="insufficient_scope", scope="mail.read"'],
      }),
      {
        message: "“crm” needs the permission mail.read for this. Sign in again to grant it.",
        fixes: [signInFor("mail.read")],
      },
    ],
    [
      "names several scopes, of 401 too, and leaves out what cannot be one",
      refusal("oauth", {
        challenges: ['Bearer scope="a:b \u202Ex  c", error=insufficient_scope'],
      }),
      {
        message: "“crm” needs the permissions a:b, c for this. Sign in again to grant them.",
        fixes: [signInFor("a:b", "c")],
      },
    ],
    [
      "without names says so, and asks for another token where there is no sign-in",
      refusal("token", { status: 403, challenges: ['Bearer error="insufficient_scope"'] }),
      {
        message: "“crm” needs further permissions for this. Set a token that has them.",
        fixes: [rotateToken],
      },
    ],
    [
      "opens the settings where they name no credential",
      refusal("none", { status: 403, challenges: ['Bearer error="insufficient_scope"'] }),
      {
        message: "“crm” needs further permissions for this. Set a token that has them.",
        fixes: [openSettings],
      },
    ],
    [
      "is not another error",
      refusal("oauth", { challenges: ['Bearer error="invalid_token", scope="a"'] }),
      undefined,
    ],
    [
      "is not words in a description",
      refusal("oauth", { challenges: ['Bearer error_description="error=insufficient_scope"'] }),
      undefined,
    ],
    ["is not a failure", failure("scopeInsufficient"), undefined],
  ];
};
