import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../src/core/diagnosis/evidence.ts";
import type { Finding } from "../../../../src/core/finding.ts";
import { credentialMissing } from "../../../../src/core/diagnosis/rules/credentialMissing.ts";
import { failure, openSettings, refusal, switchToOAuth } from "../evidence.ts";

describe("401 without a credential (R50)", () => {
  it.each<[string, Evidence, Finding | undefined]>([
    [
      "says that the settings have none",
      refusal("none"),
      {
        code: "credentialMissing",
        severity: "error",
        message: '“crm” wants a credential, and its settings have none. Add "auth" to its entry.',
        server: "crm",
        fixes: [
          {
            kind: "action",
            title: "Use a token",
            action: { type: "switchToToken", server: "crm" },
          },
          switchToOAuth,
          openSettings,
        ],
      },
    ],
    ["is not 403", refusal("none", { status: 403 }), undefined],
    ["is not what a token met", refusal("token"), undefined],
    ["is not what a sign-in met", refusal("oauth"), undefined],
    ["is not a failure", failure("tokenMissing", {}, "none"), undefined],
  ])("%s", (_what, evidence, finding) => {
    expect(credentialMissing.find(evidence)).toEqual(finding);
  });
});
