import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../src/core/diagnosis/evidence.ts";
import type { Finding } from "../../../../src/core/finding.ts";
import { accessDenied } from "../../../../src/core/diagnosis/rules/accessDenied.ts";
import { checkConnection, failure, refusal } from "../evidence.ts";

describe("403 for a credential that is good (R5)", () => {
  it.each<[string, Evidence, Finding | undefined]>([
    ...(["token", "oauth"] as const).map((type): [string, Evidence, Finding] => [
      `is a matter of rights with ${type}, and offers no sign-in`,
      refusal(type, { status: 403 }),
      {
        code: "accessDenied",
        severity: "error",
        message:
          "“crm” knows you but does not let you in. Ask the administrator of its user groups for access.",
        server: "crm",
        fixes: [checkConnection],
      },
    ]),
    [
      "is not known of a server that got no credential",
      refusal("none", { status: 403 }),
      undefined,
    ],
    ["is not 401", refusal("oauth"), undefined],
    ["is not a failure", failure("authorizationDenied"), undefined],
  ])("%s", (_what, evidence, finding) => {
    expect(accessDenied.find(evidence)).toEqual(finding);
  });
});
