import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../src/core/diagnosis/evidence.ts";
import type { Finding } from "../../../../src/core/finding.ts";
import { tokenRejected } from "../../../../src/core/diagnosis/rules/tokenRejected.ts";
import { failure, openSettings, refusal, setToken } from "../evidence.ts";

describe("A token that never worked (R20)", () => {
  it.each<[string, Evidence, Finding | undefined]>([
    [
      "may be wrong, expired, or for another environment",
      refusal("token"),
      {
        code: "tokenRejected",
        severity: "error",
        message:
          "“crm” does not accept the token: it is wrong, expired, or for another environment. It was sent in the header Authorization.",
        server: "crm",
        fixes: [setToken, openSettings],
      },
    ],
    [
      "tells where it is from when it is a JWT",
      refusal("token", {}, { jwt: { iss: "https://eu.example" } }),
      {
        code: "tokenRejected",
        severity: "error",
        message:
          "“crm” does not accept the token: it is wrong, expired, or for another environment. It was issued by https://eu.example. It was sent in the header Authorization.",
        server: "crm",
        fixes: [setToken, openSettings],
      },
    ],
    ["is not met by 403", refusal("token", { status: 403 }), undefined],
    ["is not a sign-in", refusal("oauth"), undefined],
    ["is not nothing", refusal("token", {}, { kind: "none" }), undefined],
    ["is not a failure", failure("grantRejected", {}, "token"), undefined],
  ])("%s", (_what, evidence, finding) => {
    expect(tokenRejected.find(evidence)).toEqual(finding);
  });
});
