import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../src/core/diagnosis/evidence.ts";
import type { Finding } from "../../../../src/core/finding.ts";
import { signInRejected } from "../../../../src/core/diagnosis/rules/signInRejected.ts";
import { anotherAccount, failure, refusal, signIn } from "../evidence.ts";

describe("401 for a token that is fresh (R50)", () => {
  it.each<[string, Evidence, Finding | undefined]>([
    [
      "offers another sign-in or another account",
      refusal("oauth"),
      {
        code: "signInRejected",
        severity: "error",
        message:
          "“crm” does not accept a freshly issued token. Sign in again, or with another account.",
        server: "crm",
        fixes: [signIn, anotherAccount],
      },
    ],
    [
      "names the audience where the token tells it",
      refusal("oauth", {}, { jwt: { aud: "https://other.example" } }),
      {
        code: "signInRejected",
        severity: "error",
        message:
          "“crm” does not accept a freshly issued token. The token is for https://other.example. Sign in again, or with another account.",
        server: "crm",
        fixes: [signIn, anotherAccount],
      },
    ],
    ["is not 403", refusal("oauth", { status: 403 }), undefined],
    ["is not what a personal token meets", refusal("token"), undefined],
    ["is not a failure", failure("grantRejected"), undefined],
  ])("%s", (_what, evidence, finding) => {
    expect(signInRejected.find(evidence)).toEqual(finding);
  });
});
