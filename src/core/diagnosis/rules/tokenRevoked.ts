import { t } from "@vscode/l10n";
import { checkConnectionFix } from "../../fixes.ts";
import {
  checkConnection,
  failure,
  openSettings,
  refusal,
  rotateToken,
  type Examples,
} from "../example.ts";
import type { RefusalRule } from "../rule.ts";
import { rotateFixes } from "../secretFixes.ts";

/** A personal token that worked before and gets 401 now: generating a new one at the provider revokes the old one at once (R3, R7). */
export const tokenRevoked: RefusalRule = {
  stage: "history",
  on: { status: 401 },
  shortName: () => t("Token revoked or replaced"),
  find({ server, credential }) {
    if (credential.kind !== "token" || !credential.workedBefore) return undefined;
    return {
      message: t(
        "“{0}” no longer accepts its token: the token was revoked or replaced.",
        server.name,
      ),
      fixes: [...rotateFixes(server), checkConnectionFix(server.name)],
    };
  },
};

export const examples: Examples = () => [
  [
    "was revoked or replaced when it gets 401",
    refusal("token", {}, { workedBefore: true }),
    {
      message: "“crm” no longer accepts its token: the token was revoked or replaced.",
      fixes: [rotateToken, checkConnection],
    },
  ],
  [
    "is replaced where it comes from",
    refusal(
      { type: "token", header: "X-Key", scheme: "", reference: "${env:CRM_TOKEN}" },
      {},
      { workedBefore: true },
    ),
    {
      message: "“crm” no longer accepts its token: the token was revoked or replaced.",
      fixes: [openSettings, checkConnection],
    },
  ],
  ["was not there", refusal("token"), undefined],
  ["is not met by 403", refusal("token", { status: 403 }, { workedBefore: true }), undefined],
  ["is not a sign-in", refusal("oauth", {}, { workedBefore: true }), undefined],
  ["is not a failure", failure("grantRejected"), undefined],
];
