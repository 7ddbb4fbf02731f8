import { t } from "@vscode/l10n";
import { checkConnectionFix } from "../../fixes.ts";
import { checkConnection, failure, refusal, type Examples } from "../example.ts";
import type { Found, RefusalRule } from "../rule.ts";

/** 403 for a credential that is good: a matter of rights, for which another sign-in would not help (R5). */
export const accessDenied: RefusalRule = {
  stage: "rights",
  on: { status: 403 },
  shortName: () => t("No access"),
  find({ server: { name }, credential }) {
    // Without a credential the server does not know anybody yet.
    if (credential.kind === "none") return undefined;
    return {
      message: t(
        "“{0}” knows you but does not let you in. Ask the administrator of its user groups for access.",
        name,
      ),
      fixes: [checkConnectionFix(name)],
    };
  },
};

export const examples: Examples = () => {
  const found: Found = {
    message:
      "“crm” knows you but does not let you in. Ask the administrator of its user groups for access.",
    fixes: [checkConnection],
  };
  return [
    [
      "is a matter of rights with token, and offers no sign-in",
      refusal("token", { status: 403 }),
      found,
    ],
    [
      "is a matter of rights with oauth, and offers no sign-in",
      refusal("oauth", { status: 403 }),
      found,
    ],
    [
      "is not known of a server that got no credential",
      refusal("none", { status: 403 }),
      undefined,
    ],
    ["is not 401", refusal("oauth"), undefined],
    ["is not a failure", failure("authorizationDenied"), undefined],
  ];
};
