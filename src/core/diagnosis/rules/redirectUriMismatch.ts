import { t } from "@vscode/l10n";
import { action, openSettingsFix, signInFix } from "../../fixes.ts";
import { failure, openSettings, refusal, signIn, type Examples } from "../example.ts";
import type { FailureRule } from "../rule.ts";

/** The authorization server does not know our redirect URI, wherever it said so (R15, R42). */
export const redirectUriMismatch: FailureRule = {
  stage: "step",
  on: { failure: "redirectUriRejected" },
  shortName: () => t("Redirect URI not registered"),
  find({ server: { name }, failure: { facts } }) {
    const uri = facts["redirectUri"];
    if (typeof uri !== "string") return undefined;
    return {
      message: t(
        "The authorization server of “{0}” does not know the redirect URI {1}. Register exactly this address at the provider.",
        name,
        uri,
      ),
      fixes: [
        action(t("Copy redirect URI"), { type: "copy", text: uri }),
        signInFix(name),
        openSettingsFix(name),
      ],
    };
  },
};

export const examples: Examples = () => [
  [
    "is shown exactly, to copy",
    failure("redirectUriRejected", { redirectUri: "http://127.0.0.1:28417/callback" }),
    {
      message:
        "The authorization server of “crm” does not know the redirect URI http://127.0.0.1:28417/callback. Register exactly this address at the provider.",
      fixes: [
        {
          kind: "action",
          title: "Copy redirect URI",
          action: { type: "copy", text: "http://127.0.0.1:28417/callback" },
        },
        signIn,
        openSettings,
      ],
    },
  ],
  ["is not claimed where the URI is not known", failure("redirectUriRejected"), undefined],
  [
    "is not another failure",
    failure("registrationRejected", { redirectUri: "http://127.0.0.1/" }),
    undefined,
  ],
  ["is not a refusal", refusal("oauth"), undefined],
];
