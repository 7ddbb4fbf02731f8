import { describe, expect, it } from "vitest";
import { storedGrant } from "../../../src/core/credentials/kinds/oauth.ts";
import type { StoredCredential } from "../../../src/core/credentials/storage/stored.ts";
import { stepsOf, summaryOf, type Step } from "../../../src/core/status/steps.ts";
import { Secret } from "../../../src/core/secret.ts";
import type { ServerStatus } from "../../../src/core/status/status.ts";
import { grant } from "../build/grant.ts";
import { server, type AuthType } from "../../../src/core/diagnosis/example.ts";

const token: StoredCredential = {
  kind: "token",
  revision: "r",
  createdAtMs: 1,
  token: new Secret("canary"),
  header: "API-Token",
  scheme: "",
};
const ada = storedGrant(grant(), { sessionId: "s", createdAtMs: 1 });
const nobody = storedGrant(grant({ account: { id: "x", label: "login.example" } }), {
  sessionId: "s",
  createdAtMs: 1,
});
const finding = {
  code: "tokenRevoked",
  severity: "error",
  message: "The token was revoked.",
  server: "crm",
  shortName: "Token revoked or replaced",
  fixes: [],
} as const;

/** Each step on one line. */
const lines = (steps: readonly Step[]) =>
  steps.map(({ label, detail, state }) => `${label}: ${detail} (${state})`);

const ADDRESS = "Address: https://mcp.example/mcp (done)";
const WAITS = "Connection: Waiting for the credential (pending)";
const NO_TOOLS_YET = "Tools: Not listed yet (pending)";

describe("The steps of a connection", () => {
  it.each<[ServerStatus, AuthType, StoredCredential | undefined, string, readonly string[]]>([
    [
      { kind: "notStarted" },
      "none",
      undefined,
      "Not started",
      [
        ADDRESS,
        "Credential: None needed (done)",
        "Connection: Starts when its tools are used (pending)",
        NO_TOOLS_YET,
      ],
    ],
    [
      { kind: "notStarted" },
      "oauth",
      ada,
      "Not started",
      [
        ADDRESS,
        "Sign-in: Signed in as Ada (done)",
        "Connection: Starts when its tools are used (pending)",
        NO_TOOLS_YET,
      ],
    ],
    [
      { kind: "notStarted" },
      "oauth",
      undefined,
      "Not started",
      [
        ADDRESS,
        "Sign-in: Not signed in (waiting)",
        "Connection: Starts when its tools are used (pending)",
        NO_TOOLS_YET,
      ],
    ],
    [
      { kind: "signedOut" },
      "oauth",
      undefined,
      "Sign-in needed",
      [ADDRESS, "Sign-in: Not signed in (waiting)", WAITS, NO_TOOLS_YET],
    ],
    [
      { kind: "tokenMissing" },
      "token",
      undefined,
      "Token needed",
      [ADDRESS, "Credential: No token stored (waiting)", WAITS, NO_TOOLS_YET],
    ],
    [
      { kind: "addressChanged", from: "https://old.example", to: "https://mcp.example" },
      "oauth",
      undefined,
      "Address changed",
      [
        "Address: https://mcp.example/mcp (waiting)",
        "Sign-in: Stored for https://old.example (waiting)",
        WAITS,
        NO_TOOLS_YET,
      ],
    ],
    [
      { kind: "signingIn", step: "waitingForBrowser" },
      "oauth",
      undefined,
      "Signing in…",
      [ADDRESS, "Sign-in: Waiting for the browser… (active)", WAITS, NO_TOOLS_YET],
    ],
    [
      { kind: "connecting" },
      "token",
      token,
      "Connecting…",
      [
        ADDRESS,
        "Credential: Token in API-Token (done)",
        "Connection: Connecting… (active)",
        NO_TOOLS_YET,
      ],
    ],
    [
      { kind: "refreshing" },
      "oauth",
      ada,
      "Refreshing the token…",
      [
        ADDRESS,
        "Sign-in: Refreshing the token… (active)",
        "Connection: Connected (done)",
        NO_TOOLS_YET,
      ],
    ],
    [
      { kind: "connected" },
      "oauth",
      nobody,
      "Connected",
      [
        ADDRESS,
        "Sign-in: Signed in at login.example (done)",
        "Connection: Connected (done)",
        NO_TOOLS_YET,
      ],
    ],
    [
      { kind: "connected", tools: 1 },
      "token",
      token,
      "1 tool",
      [
        ADDRESS,
        "Credential: Token in API-Token (done)",
        "Connection: Connected (done)",
        "Tools: 1 tool (done)",
      ],
    ],
    // R21: a state of its own.
    [
      { kind: "connected", tools: 0 },
      "token",
      token,
      "No tools",
      [
        ADDRESS,
        "Credential: Token in API-Token (done)",
        "Connection: Connected (done)",
        "Tools: None: your role may not have access. Ask the administrator. (waiting)",
      ],
    ],
    [
      { kind: "failed", finding },
      "token",
      undefined,
      "Token revoked or replaced",
      [
        ADDRESS,
        "Credential: No token stored (waiting)",
        "Connection: The token was revoked. (failed)",
        NO_TOOLS_YET,
      ],
    ],
  ])("%j with %s", (status, type, credential, summary, steps) => {
    expect([summaryOf(status), lines(stepsOf(server(type), status, credential))]).toEqual([
      summary,
      steps,
    ]);
  });

  it("name each part of a sign-in", () => {
    const steps = [
      "discovering",
      "registering",
      "checkingRedirect",
      "waitingForBrowser",
      "exchangingCode",
    ] as const;
    expect(
      steps.map(
        (step) => stepsOf(server("oauth"), { kind: "signingIn", step }, undefined)[1]?.detail,
      ),
    ).toEqual([
      "Asking the server where to sign in…",
      "Registering this editor…",
      "Checking the redirect URI…",
      "Waiting for the browser…",
      "Fetching the token…",
    ]);
  });
});
