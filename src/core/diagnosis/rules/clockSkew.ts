import { t } from "@vscode/l10n";
import { checkConnectionFix } from "../../fixes.ts";
import { checkConnection, failure, NOW_MS, refusal, type Examples } from "../example.ts";
import type { RefusalRule } from "../rule.ts";

/** Servers commonly allow a minute or two; beyond five a fresh token can look expired or not yet valid (R40). */
const MAX_SKEW_MS = 5 * 60_000;

/** This machine's clock, which makes good tokens look bad. */
export const clockSkew: RefusalRule = {
  stage: "time",
  on: { status: 401 },
  shortName: () => t("Clock is wrong"),
  find({ server: { name }, http: { serverTimeMs }, credential, nowMs }) {
    if (serverTimeMs === undefined || credential.jwt === undefined) return undefined;
    const skewMs = nowMs - serverTimeMs;
    if (Math.abs(skewMs) < MAX_SKEW_MS) return undefined;
    const minutes = Math.round(Math.abs(skewMs) / 60_000);
    return {
      message:
        skewMs > 0
          ? t(
              "This machine's clock is {0} minutes ahead of “{1}”, so its tokens look invalid. Set the clock.",
              minutes,
              name,
            )
          : t(
              "This machine's clock is {0} minutes behind “{1}”, so its tokens look invalid. Set the clock.",
              minutes,
              name,
            ),
      fixes: [checkConnectionFix(name)],
    };
  },
};

export const examples: Examples = () => [
  ...[
    { minutes: 5, sentence: "5 minutes behind" },
    { minutes: 61, sentence: "61 minutes behind" },
    { minutes: -10, sentence: "10 minutes ahead of" },
  ].map(
    ({ minutes, sentence }) =>
      [
        `is named when it is ${sentence} the server's`,
        refusal("oauth", { serverTimeMs: NOW_MS + minutes * 60_000 }, { jwt: {} }),
        {
          message: `This machine's clock is ${sentence} “crm”, so its tokens look invalid. Set the clock.`,
          fixes: [checkConnection],
        },
      ] as const,
  ),
  [
    "explains nothing when it is less than five minutes off",
    refusal("oauth", { serverTimeMs: NOW_MS + 299_000 }, { jwt: {} }),
    undefined,
  ],
  [
    "explains nothing for a token that names no times",
    refusal("oauth", { serverTimeMs: NOW_MS + 3_600_000 }),
    undefined,
  ],
  ["is not known where the server sent no date", refusal("oauth", {}, { jwt: {} }), undefined],
  [
    "does not explain 403",
    refusal("oauth", { status: 403, serverTimeMs: 0 }, { jwt: {} }),
    undefined,
  ],
  ["is not a failure", failure("timedOut"), undefined],
];
