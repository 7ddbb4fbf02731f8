import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../src/core/diagnosis/evidence.ts";
import type { Finding } from "../../../../src/core/finding.ts";
import { adminSetting } from "../../../../src/core/diagnosis/rules/adminSetting.ts";
import { checkConnection, failure, refusal } from "../evidence.ts";

describe("A switch that only an administrator can turn (R26)", () => {
  it.each<[string, Evidence, Finding | undefined]>([
    ...[
      {
        bodyStart: '{"detail":"Personal Access Tokens aren\'t enabled for this organization"}',
        setting: "Settings > API Keys > Personal tokens",
      },
      {
        bodyStart: "personal access tokens aren’t enabled",
        setting: "Settings > API Keys > Personal tokens",
      },
      { bodyStart: "MCP server disabled", setting: "Settings > AI > General" },
      { bodyStart: "The MCP server is disabled.", setting: "Settings > AI > General" },
    ].map(({ bodyStart, setting }): [string, Evidence, Finding] => [
      `is named: ${bodyStart}`,
      refusal("token", { status: 403, bodyStart }),
      {
        code: "adminSetting",
        severity: "error",
        message: `“crm” has this turned off: ask an administrator to turn it on under ${setting}.`,
        server: "crm",
        fixes: [checkConnection],
      },
    ]),
    [
      "is not seen in other words",
      refusal("token", { status: 403, bodyStart: "You may not." }),
      undefined,
    ],
    ["is not seen in no words", refusal("token", { status: 403 }), undefined],
    [
      "is not seen in an answer of another status",
      refusal("token", { bodyStart: "MCP server disabled" }),
      undefined,
    ],
    ["is not a failure", failure("tokenRequestFailed"), undefined],
  ])("%s", (_what, evidence, finding) => {
    expect(adminSetting.find(evidence)).toEqual(finding);
  });
});
