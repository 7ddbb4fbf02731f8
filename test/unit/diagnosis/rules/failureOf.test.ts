import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../src/core/diagnosis/evidence.ts";
import type { Finding } from "../../../../src/core/finding.ts";
import { failureOf } from "../../../../src/core/diagnosis/rules/failureOf.ts";
import type { Server } from "../../../../src/core/servers/server.ts";
import { checkConnection, failure, openSettings, refusal, setToken, signIn } from "../evidence.ts";

const memory = {
  kind: "action",
  title: "Keep credentials in memory",
  action: { type: "useMemoryStorage" },
} as const;

describe("A failure that no other rule explains", () => {
  it.each<[string, Evidence, Finding | undefined]>([
    ...(
      [
        ["unreachable", "oauth", [checkConnection, openSettings]],
        ["timedOut", "none", [checkConnection, openSettings]],
        ["certificateRejected", "token", [checkConnection, openSettings]],
        ["tooLarge", "oauth", [checkConnection, openSettings]],
        ["redirectedElsewhere", "oauth", [checkConnection, openSettings]],
        ["secretStoreFailed", "token", [memory, checkConnection]],
        ["variableUnset", "token", [checkConnection, openSettings]],
        ["lockTimedOut", "oauth", [checkConnection, openSettings]],
        ["grantRejected", "oauth", [signIn, openSettings]],
        ["registrationRejected", "oauth", [signIn, openSettings]],
        // A server without OAuth is never told to sign in.
        ["headerInvalid", "token", [setToken, openSettings]],
        ["headerInvalid", "none", [openSettings]],
      ] as const
    ).map(([code, type, fixes]): [string, Evidence, Finding] => [
      `of ${code} with ${type} is told in our words, with the fixes of its step`,
      failure(code, {}, type),
      {
        code,
        severity: "error",
        message: "“crm”: What happened, in our words.",
        server: "crm",
        fixes,
      },
    ]),
    ["is not a refusal", refusal("oauth"), undefined],
  ])("%s", (_what, evidence, finding) => {
    expect(failureOf.find(evidence)).toEqual(finding);
  });

  it("of a client whose secret is missing asks for the secret (R14)", () => {
    const evidence = failure("clientIdNeeded");
    const { auth } = evidence.server;
    if (auth.type !== "oauth") throw new Error("The server of this evidence uses OAuth.");
    const named: Server = { ...evidence.server, auth: { ...auth, clientId: "client-1" } };
    expect(failureOf.find({ ...evidence, server: named })?.fixes).toEqual([
      {
        kind: "action",
        title: "Set client secret…",
        action: { type: "setClientSecret", server: "crm" },
      },
      openSettings,
    ]);
  });
});
