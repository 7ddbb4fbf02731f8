import { t } from "@vscode/l10n";
import { signInFix } from "../../fixes.ts";
import { failure, NOW_S, refusal, rotateToken, signIn, type Examples } from "../example.ts";
import type { RefusalRule } from "../rule.ts";
import { rotateFixes } from "../secretFixes.ts";

/** A JWT says itself when it ends (R20). */
export const tokenExpired: RefusalRule = {
  stage: "time",
  on: { status: 401 },
  shortName: () => t("Token expired"),
  find({ server, credential, nowMs }) {
    const { name } = server;
    const expiresAtMs = (credential.jwt?.exp ?? Infinity) * 1000;
    if (!(expiresAtMs < nowMs)) return undefined;
    // Whoever made the token may have written any number, also one that is no date.
    const date = new Date(expiresAtMs);
    return {
      message: Number.isNaN(date.getTime())
        ? t("The token of “{0}” has expired.", name)
        : t("The token of “{0}” has expired ({1}).", name, date.toISOString()),
      fixes: credential.kind === "oauth" ? [signInFix(name)] : rotateFixes(server),
    };
  },
};

export const examples: Examples = () => [
  [
    "is rotated where it is a personal one",
    refusal("token", {}, { jwt: { exp: NOW_S - 3600 } }),
    {
      message: "The token of “crm” has expired (2026-01-01T11:00:00.000Z).",
      fixes: [rotateToken],
    },
  ],
  [
    "is signed in for again where it came from a sign-in",
    refusal("oauth", {}, { jwt: { exp: NOW_S - 1 } }),
    { message: "The token of “crm” has expired (2026-01-01T11:59:59.000Z).", fixes: [signIn] },
  ],
  [
    "is named without a date where its time is none",
    refusal("token", {}, { jwt: { exp: -1e300 } }),
    { message: "The token of “crm” has expired.", fixes: [rotateToken] },
  ],
  ["has not ended yet", refusal("token", {}, { jwt: { exp: NOW_S } }), undefined],
  ["does not say", refusal("token", {}, { jwt: {} }), undefined],
  ["is opaque", refusal("token"), undefined],
  [
    "is not why a server answers 403",
    refusal("token", { status: 403 }, { jwt: { exp: 1 } }),
    undefined,
  ],
  ["is not a failure", failure("grantRejected"), undefined],
];
