import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../src/core/diagnosis/evidence.ts";
import type { Finding } from "../../../../src/core/finding.ts";
import { scopeMissing } from "../../../../src/core/diagnosis/rules/scopeMissing.ts";
import { failure, openSettings, refusal, rotateToken } from "../evidence.ts";

describe("insufficient_scope (R39)", () => {
  it.each<[string, Evidence, Finding | undefined]>([
    [
      "names the scope, and signs in for it",
      refusal("oauth", {
        status: 403,
        challenges: ['Bearer realm="x", error="insufficient_scope", scope="mail.read"'],
      }),
      {
        code: "scopeMissing",
        severity: "error",
        message: "“crm” needs the permission mail.read for this. Sign in again to grant it.",
        server: "crm",
        fixes: [
          {
            kind: "action",
            title: "Sign in with these permissions",
            action: { type: "signIn", server: "crm", scopes: ["mail.read"] },
          },
        ],
      },
    ],
    [
      "names several scopes, of 401 too, and leaves out what cannot be one",
      refusal("oauth", {
        challenges: ['Bearer scope="a:b \u202Ex  c", error=insufficient_scope'],
      }),
      {
        code: "scopeMissing",
        severity: "error",
        message: "“crm” needs the permissions a:b, c for this. Sign in again to grant it.",
        server: "crm",
        fixes: [
          {
            kind: "action",
            title: "Sign in with these permissions",
            action: { type: "signIn", server: "crm", scopes: ["a:b", "c"] },
          },
        ],
      },
    ],
    [
      "without names says so, and asks for another token where there is no sign-in",
      refusal("token", { status: 403, challenges: ['Bearer error="insufficient_scope"'] }),
      {
        code: "scopeMissing",
        severity: "error",
        message: "“crm” needs further permissions for this. Set a token that has it.",
        server: "crm",
        fixes: [rotateToken],
      },
    ],
    [
      "opens the settings where they name no credential",
      refusal("none", { status: 403, challenges: ['Bearer error="insufficient_scope"'] }),
      {
        code: "scopeMissing",
        severity: "error",
        message: "“crm” needs further permissions for this. Set a token that has it.",
        server: "crm",
        fixes: [openSettings],
      },
    ],
    [
      "is not another error",
      refusal("oauth", { challenges: ['Bearer error="invalid_token", scope="a"'] }),
      undefined,
    ],
    [
      "is not words in a description",
      refusal("oauth", { challenges: ['Bearer error_description="error=insufficient_scope"'] }),
      undefined,
    ],
    ["is not a failure", failure("scopeInsufficient"), undefined],
  ])("%s", (_what, evidence, finding) => {
    expect(scopeMissing.find(evidence)).toEqual(finding);
  });
});
