import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diagnose } from "../../../src/core/diagnosis/diagnose.ts";
import type { Evidence } from "../../../src/core/diagnosis/evidence.ts";
import type { FailureCode } from "../../../src/core/failure.ts";
import {
  checkConnection,
  failure,
  NOW_MS,
  NOW_S,
  refusal,
} from "../../../src/core/diagnosis/example.ts";

const ANNOUNCED = 'Bearer resource_metadata="https://mcp.example/x"';
const SCOPE = 'Bearer error="insufficient_scope", scope="a"';

describe("The diagnosis", () => {
  it.each<[string, Evidence, string]>([
    [
      "the setting before the rights (R26)",
      refusal("token", { status: 403, bodyStart: "MCP server disabled", challenges: [SCOPE] }),
      "adminSetting",
    ],
    [
      "the scope before the rights (R39)",
      refusal("oauth", { status: 403, challenges: [SCOPE] }),
      "scopeMissing",
    ],
    ["the rights", refusal("oauth", { status: 403 }), "accessDenied"],
    [
      "the change to OAuth before the revoked token (R4)",
      refusal("token", { challenges: [ANNOUNCED] }, { workedBefore: true }),
      "serverWantsOAuth",
    ],
    [
      "OAuth before a missing credential",
      refusal("none", { challenges: [ANNOUNCED] }),
      "serverWantsOAuth",
    ],
    ["the missing credential", refusal("none"), "credentialMissing"],
    [
      "the clock before the expiry that it feigns (R40)",
      refusal("oauth", { serverTimeMs: NOW_MS - 3_600_000 }, { jwt: { exp: NOW_S - 60 } }),
      "clockSkew",
    ],
    [
      "the expiry before the revocation (R20)",
      refusal("token", {}, { workedBefore: true, jwt: { exp: NOW_S - 60 } }),
      "tokenExpired",
    ],
    ["the revocation (R3)", refusal("token", {}, { workedBefore: true }), "tokenRevoked"],
    ["the wrong token (R20)", refusal("token"), "tokenRejected"],
    ["the fresh token", refusal("oauth"), "signInRejected"],
    [
      "the redirect URI (R42)",
      failure("redirectUriRejected", { redirectUri: "http://127.0.0.1/" }),
      "redirectUriMismatch",
    ],
    ["the failure itself", failure("redirectUriRejected"), "redirectUriRejected"],
  ])("names %s", (_what, evidence, code) => {
    expect(diagnose(evidence).code).toBe(code);
  });

  it("says something also where no rule knows the evidence", () => {
    expect(diagnose(refusal("none", { status: 403 }))).toEqual({
      code: "requestRefused",
      severity: "error",
      message: "“crm” refused the request with HTTP status 403.",
      server: "crm",
      shortName: "Request refused",
      fixes: [checkConnection],
    });
  });

  it("finds something for any evidence, never throws, and shows nothing of the answer's body (R50)", () => {
    const type = fc.constantFrom("none", "token", "oauth");
    const text = fc.string({ unit: "binary" });
    const challenge = fc.oneof(text, fc.constantFrom(ANNOUNCED, SCOPE));
    const anyRefusal = fc
      .tuple(
        type,
        fc.record(
          {
            status: fc.constantFrom(401, 403),
            challenges: fc.array(challenge),
            serverTimeMs: fc.double(),
            bodyStart: fc.constantFrom("canary", "canary MCP server disabled"),
          },
          { requiredKeys: ["status", "challenges"] },
        ),
        fc.record(
          {
            kind: type,
            workedBefore: fc.boolean(),
            jwt: fc.record({ exp: fc.double(), iss: text, aud: text }, { requiredKeys: [] }),
          },
          { requiredKeys: ["kind", "workedBefore"] },
        ),
      )
      .map(([auth, http, credential]) => refusal(auth, http, credential));
    const anyFailure = fc
      .tuple(fc.constantFrom<FailureCode>("redirectUriRejected", "unreachable"), text, type)
      .map(([code, redirectUri, auth]) => failure(code, { redirectUri }, auth));
    fc.assert(
      fc.property(fc.oneof(anyRefusal, anyFailure), (evidence) => {
        const finding = diagnose(evidence);
        expect([finding.server, JSON.stringify(finding).includes("canary")]).toEqual([
          "crm",
          false,
        ]);
      }),
    );
  });
});
