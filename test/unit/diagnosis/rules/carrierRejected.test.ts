import { describe, expect, it } from "vitest";
import { carrierRejected } from "../../../../src/core/diagnosis/rules/carrierRejected.ts";
import type { RefusalEvidence } from "../../../../src/core/diagnosis/evidence.ts";
import { failure, openSettings, refusal } from "../evidence.ts";

const jwt = { kind: "token", jwt: { exp: 1 } } as const;

/** A refusal of a token that was sent in a header of the test's choice. */
function sentIn(
  header: string,
  scheme: string,
  changes: Partial<RefusalEvidence> = {},
): RefusalEvidence {
  const evidence = refusal("token", {}, { kind: "token" });
  const { server } = evidence;
  return {
    ...evidence,
    server: { ...server, auth: { type: "token", header, scheme } },
    ...changes,
  };
}

const sendAs = (title: string, header: string, scheme: string) => ({
  kind: "action",
  title,
  action: { type: "changeCarrier", server: "crm", header, scheme },
});
const rawFinding = (header: string) => ({
  code: "carrierRejected",
  severity: "error",
  message: `“crm” was sent the token in Authorization, and wants it in the header ${header}.`,
  server: "crm",
  fixes: [sendAs(`Send it in ${header}`, header, ""), openSettings],
});
const http = { status: 401, challenges: [], sentHeaderNames: ["authorization"] };

describe("A token in the wrong header (R12)", () => {
  it.each([
    [
      "is a JWT in API-Token",
      sentIn("API-Token", "", { credential: { ...jwt, workedBefore: false } }),
      {
        code: "carrierRejected",
        severity: "error",
        message:
          "“crm” was sent a JSON Web Token in the header API-Token, and does not accept it there. It belongs in Authorization, behind Bearer.",
        server: "crm",
        fixes: [
          sendAs("Send it as “Authorization: Bearer”", "Authorization", "Bearer"),
          openSettings,
        ],
      },
    ],
    [
      "is an opaque token as Bearer where the answer names the header",
      sentIn("Authorization", "Bearer", {
        http: { ...http, bodyStart: '{"error":"Missing api-token header"}' },
      }),
      rawFinding("API-Token"),
    ],
    [
      "is an opaque token as Bearer where the challenge names the header",
      sentIn("Authorization", "Bearer", { http: { ...http, challenges: ["X-API-Key"] } }),
      rawFinding("X-API-Key"),
    ],
    [
      "is not an opaque token as Bearer where nothing speaks against it",
      sentIn("Authorization", "Bearer"),
      undefined,
    ],
    [
      "is not a JWT as Bearer",
      sentIn("Authorization", "Bearer", { credential: { ...jwt, workedBefore: false } }),
      undefined,
    ],
    ["is not an opaque token in API-Token", sentIn("API-Token", ""), undefined],
    [
      "is not one that worked there before",
      sentIn("API-Token", "", { credential: { ...jwt, workedBefore: true } }),
      undefined,
    ],
    ["is not a sign-in", refusal("oauth"), undefined],
    ["is not a failure", failure("unreachable"), undefined],
  ])("%s", (_what, evidence, finding) => {
    expect(carrierRejected.find(evidence)).toEqual(finding);
  });

  it("is an auth token as Bearer at an API gateway of Workato", () => {
    const evidence = sentIn("Authorization", "Bearer");
    const server = { ...evidence.server, url: "https://apim.workato.com/team/mcp" };
    expect(carrierRejected.find({ ...evidence, server })).toEqual(rawFinding("API-Token"));
  });
});
