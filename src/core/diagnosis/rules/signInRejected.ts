import { t } from "@vscode/l10n";
import { anotherAccountFix, signInFix } from "../../fixes.ts";
import { anotherAccount, failure, refusal, signIn, type Examples } from "../example.ts";
import type { RefusalRule } from "../rule.ts";

/** 401 for a fresh access token: refreshing did not help, so the audience or the account is wrong (R50). */
export const signInRejected: RefusalRule = {
  stage: "kind",
  on: { status: 401 },
  shortName: () => t("Sign-in not accepted"),
  find({ server: { name }, credential }) {
    if (credential.kind !== "oauth") return undefined;
    const audience = credential.jwt?.aud;
    return {
      message:
        audience === undefined
          ? t(
              "“{0}” does not accept a freshly issued token. Sign in again, or with another account.",
              name,
            )
          : t(
              "“{0}” does not accept a freshly issued token. The token is for {1}. Sign in again, or with another account.",
              name,
              audience,
            ),
      fixes: [signInFix(name), anotherAccountFix(name)],
    };
  },
};

export const examples: Examples = () => [
  [
    "offers another sign-in or another account",
    refusal("oauth"),
    {
      message:
        "“crm” does not accept a freshly issued token. Sign in again, or with another account.",
      fixes: [signIn, anotherAccount],
    },
  ],
  [
    "names the audience where the token tells it",
    refusal("oauth", {}, { jwt: { aud: "https://other.example" } }),
    {
      message:
        "“crm” does not accept a freshly issued token. The token is for https://other.example. Sign in again, or with another account.",
      fixes: [signIn, anotherAccount],
    },
  ],
  ["is not 403", refusal("oauth", { status: 403 }), undefined],
  ["is not what a personal token meets", refusal("token"), undefined],
  ["is not a failure", failure("grantRejected"), undefined],
];
