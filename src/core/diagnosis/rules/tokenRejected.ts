import { t } from "@vscode/l10n";
import { openSettingsFix } from "../../fixes.ts";
import { failure, openSettings, refusal, setToken, type Examples } from "../example.ts";
import type { RefusalRule } from "../rule.ts";
import { newCredentialFixes } from "../secretFixes.ts";

/** A personal token that has never worked: wrong token, wrong environment, or wrong header (R12, R20). */
export const tokenRejected: RefusalRule = {
  stage: "kind",
  on: { status: 401 },
  shortName: () => t("Token not accepted"),
  find({ server, credential }) {
    const { auth, name } = server;
    if (auth.type !== "token" || credential.kind !== "token") return undefined;
    const issuer = credential.jwt?.iss;
    return {
      message:
        issuer === undefined
          ? t(
              "“{0}” does not accept the token: it is wrong, expired, or for another environment. It was sent in the header {1}.",
              name,
              auth.header,
            )
          : t(
              "“{0}” does not accept the token: it is wrong, expired, or for another environment. It was issued by {1}. It was sent in the header {2}.",
              name,
              issuer,
              auth.header,
            ),
      fixes: [...newCredentialFixes(server), openSettingsFix(name)],
    };
  },
};

export const examples: Examples = () => [
  [
    "may be wrong, expired, or for another environment",
    refusal("token"),
    {
      message:
        "“crm” does not accept the token: it is wrong, expired, or for another environment. It was sent in the header Authorization.",
      fixes: [setToken, openSettings],
    },
  ],
  [
    "tells where it is from when it is a JWT",
    refusal("token", {}, { jwt: { iss: "https://eu.example" } }),
    {
      message:
        "“crm” does not accept the token: it is wrong, expired, or for another environment. It was issued by https://eu.example. It was sent in the header Authorization.",
      fixes: [setToken, openSettings],
    },
  ],
  [
    "is not asked for where it comes from the environment",
    refusal({ type: "token", header: "X-Key", scheme: "", reference: "${env:CRM_TOKEN}" }),
    {
      message:
        "“crm” does not accept the token: it is wrong, expired, or for another environment. It was sent in the header X-Key.",
      fixes: [openSettings],
    },
  ],
  ["is not met by 403", refusal("token", { status: 403 }), undefined],
  ["is not a sign-in", refusal("oauth"), undefined],
  ["is not nothing", refusal("token", {}, { kind: "none" }), undefined],
  ["is not a failure", failure("grantRejected", {}, "token"), undefined],
];
