import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../src/core/diagnosis/evidence.ts";
import type { Finding } from "../../../../src/core/finding.ts";
import { serverWantsOAuth } from "../../../../src/core/diagnosis/rules/serverWantsOAuth.ts";
import { failure, refusal, setToken, switchToOAuth } from "../evidence.ts";

const ANNOUNCED =
  'Bearer resource_metadata="https://mcp.example/.well-known/oauth-protected-resource"';

describe("A server that announces OAuth (R4)", () => {
  it.each<[string, Evidence, Finding | undefined]>([
    [
      "now uses it, where the token worked before",
      refusal("token", { challenges: [ANNOUNCED] }, { workedBefore: true }),
      {
        code: "serverWantsOAuth",
        severity: "error",
        message: "“crm” now uses OAuth: its tokens are no longer accepted.",
        server: "crm",
        fixes: [switchToOAuth, setToken],
      },
    ],
    [
      "uses it, where the settings have no credential",
      refusal("none", { challenges: ["Basic", ANNOUNCED] }),
      {
        code: "serverWantsOAuth",
        severity: "error",
        message: "“crm” uses OAuth, and the settings connect without signing in.",
        server: "crm",
        fixes: [switchToOAuth],
      },
    ],
    [
      "may take tokens too, where this one never worked",
      refusal("token", { challenges: [ANNOUNCED] }),
      undefined,
    ],
    ["gets it already", refusal("oauth", { challenges: [ANNOUNCED] }), undefined],
    [
      "is not one that answers 403",
      refusal("none", { status: 403, challenges: [ANNOUNCED] }),
      undefined,
    ],
    [
      "is not one that only wants a bearer token",
      refusal("none", { challenges: ['Bearer realm="resource_metadata=x"'] }),
      undefined,
    ],
    ["is not a failure", failure("discoveryFailed"), undefined],
  ])("%s", (_what, evidence, finding) => {
    expect(serverWantsOAuth.find(evidence)).toEqual(finding);
  });
});
