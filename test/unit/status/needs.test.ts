import { describe, expect, it } from "vitest";
import { findingOfStatus, needFixes } from "../../../src/core/status/needs.ts";
import { openSettings, server } from "../diagnosis/evidence.ts";

const titles = (fixes: ReturnType<typeof needFixes>) =>
  fixes.map(({ title, action }) => [title, action.type]);

describe("What a person is asked for", () => {
  it.each([
    ["oauth", { kind: "signIn", reason: "expired" }, [["Sign In", "signIn"]]],
    ["token", { kind: "token" }, [["Set Token…", "setToken"]]],
    ["token", { kind: "token", wants: "password" }, [["Set Password…", "setToken"]]],
    ["token", { kind: "token", wants: "sharedSecret" }, [["Set Secret…", "setToken"]]],
    ["token", { kind: "token", wants: "privateKey" }, [["Choose Key File…", "setToken"]]],
    ["token", { kind: "token", wants: "header", header: "X" }, [["Set Secret…", "setToken"]]],
    ["token", { kind: "token", wants: "passphrase" }, [["Enter Passphrase…", "unlockKey"]]],
    [
      "token",
      { kind: "confirmAddress", from: "a", to: "b" },
      [
        ["Use the stored credential…", "useCredentialHere"],
        ["Set token…", "setToken"],
        ["Open settings", "openSettings"],
      ],
    ],
    [
      "oauth",
      { kind: "confirmAddress", from: "a", to: "b" },
      [
        ["Sign in", "signIn"],
        ["Open settings", "openSettings"],
      ],
    ],
  ] as const)("is for %s and %j: %j", (type, need, expected) => {
    expect(titles(needFixes(server(type), need))).toEqual(expected);
  });
});

describe("A status", () => {
  const finding = {
    code: "x",
    severity: "error",
    message: "What happened.",
    fixes: [openSettings],
  } as const;

  it("that failed has its finding", () => {
    expect(findingOfStatus(server("token"), { kind: "failed", finding })).toBe(finding);
  });

  it.each([
    [
      "https://old.example",
      "https://mcp.example",
      "The address of “crm” changed from https://old.example to https://mcp.example. The stored credential was not sent.",
    ],
    [
      "the header A",
      "the header B",
      "The settings of “crm” now name the header B, and its credential was stored for the header A. The stored credential was not sent.",
    ],
  ])("that withholds a credential names both: %s and %s", (from, to, message) => {
    const withheld = findingOfStatus(server("oauth"), { kind: "addressChanged", from, to });
    expect(withheld).toEqual({
      code: "addressChanged",
      severity: "warning",
      message,
      server: "crm",
      fixes: [
        { kind: "action", title: "Sign in", action: { type: "signIn", server: "crm" } },
        openSettings,
      ],
    });
  });

  it("that works has none", () => {
    expect(findingOfStatus(server("token"), { kind: "connected", tools: 1 })).toBe(undefined);
  });
});
