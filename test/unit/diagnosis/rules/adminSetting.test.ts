import { describe, expect, it } from "vitest";
import type { Evidence, RefusalEvidence } from "../../../../src/core/diagnosis/evidence.ts";
import type { Finding } from "../../../../src/core/finding.ts";
import { adminSetting } from "../../../../src/core/diagnosis/rules/adminSetting.ts";
import { checkConnection, failure, refusal } from "../evidence.ts";

const omni = (evidence: RefusalEvidence): RefusalEvidence => ({
  ...evidence,
  server: { ...evidence.server, url: "https://acme.omniapp.co/mcp/https" },
});
const finding = (message: string): Finding => ({
  code: "adminSetting",
  severity: "error",
  message,
  server: "crm",
  fixes: [checkConnection],
});

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
      {
        bodyStart: '{"detail":"Personal Access Tokens aren\\u0027t enabled"}',
        setting: "Settings > API Keys > Personal tokens",
      },
      ...[
        "MCP server disabled",
        "The MCP server is disabled.",
        "MCP server access disabled",
        "Your organization has disabled MCP server access",
      ].map((bodyStart) => ({ bodyStart, setting: "Settings > AI > General > MCP server" })),
    ].map(({ bodyStart, setting }): [string, Evidence, Finding] => [
      `is named: ${bodyStart}`,
      omni(refusal("token", { status: 403, bodyStart })),
      finding(`“crm” has this turned off: ask an administrator to turn it on under ${setting}.`),
    ]),
    [
      "is another one for those who sign in",
      omni(refusal("oauth", { status: 403, bodyStart: "Personal Access Tokens aren't enabled" })),
      finding(
        "“crm” has this turned off: ask an administrator to turn it on under Settings > API access > Personal tokens.",
      ),
    ],
    [
      "has no known place in the menus of a server of somebody else",
      refusal("token", { status: 403, bodyStart: "MCP server disabled" }),
      finding("“crm” has this turned off: ask its administrator to turn it on."),
    ],
    [
      "is not seen in other words",
      omni(refusal("token", { status: 403, bodyStart: "You may not." })),
      undefined,
    ],
    ["is not seen in no words", omni(refusal("token", { status: 403 })), undefined],
    [
      "is not seen in an answer of another status",
      omni(refusal("token", { bodyStart: "MCP server disabled" })),
      undefined,
    ],
    ["is not a failure", failure("tokenRequestFailed"), undefined],
  ])("%s", (_what, evidence, expected) => {
    expect(adminSetting.find(evidence)).toEqual(expected);
  });
});
