import { t } from "@vscode/l10n";
import { openSettingsFix, switchToOAuthFix, switchToTokenFix } from "../../fixes.ts";
import {
  failure,
  openSettings,
  refusal,
  switchToOAuth,
  switchToToken,
  type Examples,
} from "../example.ts";
import type { RefusalRule } from "../rule.ts";

/** 401 for a request without a credential, because the settings name none (R50). */
export const credentialMissing: RefusalRule = {
  stage: "placement",
  on: { status: 401 },
  shortName: () => t("Credential wanted"),
  find({ server: { name, auth } }) {
    if (auth.type !== "none") return undefined;
    return {
      message: t(
        '“{0}” wants a credential, and its settings have none. Add "auth" to its entry.',
        name,
      ),
      fixes: [switchToTokenFix(name), switchToOAuthFix(name), openSettingsFix(name)],
    };
  },
};

export const examples: Examples = () => [
  [
    "says that the settings have none",
    refusal("none"),
    {
      message: '“crm” wants a credential, and its settings have none. Add "auth" to its entry.',
      fixes: [switchToToken, switchToOAuth, openSettings],
    },
  ],
  ["is not 403", refusal("none", { status: 403 }), undefined],
  ["is not what a token met", refusal("token"), undefined],
  ["is not what a sign-in met", refusal("oauth"), undefined],
  ["is not a failure", failure("tokenMissing", {}, "none"), undefined],
];
