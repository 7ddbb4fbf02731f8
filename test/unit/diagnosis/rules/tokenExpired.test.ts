import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../src/core/diagnosis/evidence.ts";
import type { Finding } from "../../../../src/core/finding.ts";
import { tokenExpired } from "../../../../src/core/diagnosis/rules/tokenExpired.ts";
import { failure, NOW_S, refusal, rotateToken, signIn } from "../evidence.ts";

describe("A token that says that it has ended (R20)", () => {
  it.each<[string, Evidence, Finding | undefined]>([
    [
      "is rotated where it is a personal one",
      refusal("token", {}, { jwt: { exp: NOW_S - 3600 } }),
      {
        code: "tokenExpired",
        severity: "error",
        message: "The token of “crm” has expired (2026-01-01T11:00:00.000Z).",
        server: "crm",
        fixes: [rotateToken],
      },
    ],
    [
      "is signed in for again where it came from a sign-in",
      refusal("oauth", {}, { jwt: { exp: NOW_S - 1 } }),
      {
        code: "tokenExpired",
        severity: "error",
        message: "The token of “crm” has expired (2026-01-01T11:59:59.000Z).",
        server: "crm",
        fixes: [signIn],
      },
    ],
    [
      "is named without a date where its time is none",
      refusal("token", {}, { jwt: { exp: -1e300 } }),
      {
        code: "tokenExpired",
        severity: "error",
        message: "The token of “crm” has expired.",
        server: "crm",
        fixes: [rotateToken],
      },
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
  ])("%s", (_what, evidence, finding) => {
    expect(tokenExpired.find(evidence)).toEqual(finding);
  });
});
