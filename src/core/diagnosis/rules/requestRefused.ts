import { t } from "@vscode/l10n";
import { checkConnectionFix } from "../../fixes.ts";
import { checkConnection, failure, refusal, type Examples } from "../example.ts";
import type { RefusalRule } from "../rule.ts";

/** A refusal that no other rule explains. */
export const requestRefused = {
  stage: "rest",
  on: { status: "any" },
  shortName: () => t("Request refused"),
  find: ({ server: { name }, http }) => ({
    message: t("“{0}” refused the request with HTTP status {1}.", name, http.status),
    fixes: [checkConnectionFix(name)],
  }),
} as const satisfies RefusalRule;

export const examples: Examples = () => [
  [
    "says its status also where nothing is known",
    refusal("none", { status: 403 }),
    { message: "“crm” refused the request with HTTP status 403.", fixes: [checkConnection] },
  ],
  ["is not a failure", failure("unreachable"), undefined],
];
