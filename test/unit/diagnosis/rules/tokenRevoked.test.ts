import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../src/core/diagnosis/evidence.ts";
import type { Finding } from "../../../../src/core/finding.ts";
import { tokenRevoked } from "../../../../src/core/diagnosis/rules/tokenRevoked.ts";
import { checkConnection, failure, refusal, rotateToken } from "../evidence.ts";

describe("A token that worked before (R3, R7)", () => {
  it.each<[string, Evidence, Finding | undefined]>([
    [
      "was revoked or replaced when it gets 401",
      refusal("token", {}, { workedBefore: true }),
      {
        code: "tokenRevoked",
        severity: "error",
        message: "“crm” no longer accepts its token: the token was revoked or replaced.",
        server: "crm",
        fixes: [rotateToken, checkConnection],
      },
    ],
    ["was not there", refusal("token"), undefined],
    ["is not met by 403", refusal("token", { status: 403 }, { workedBefore: true }), undefined],
    ["is not a sign-in", refusal("oauth", {}, { workedBefore: true }), undefined],
    ["is not a failure", failure("grantRejected"), undefined],
  ])("%s", (_what, evidence, finding) => {
    expect(tokenRevoked.find(evidence)).toEqual(finding);
  });
});
