import type { Need } from "../../../src/core/credentials/request/need.ts";
import { newCredentialFixes } from "../../../src/core/diagnosis/secretFixes.ts";
import type { Auth } from "../../../src/core/kinds/auth.ts";
import { describe, expect, it } from "vitest";
import { findingOfStatus, needFixes } from "../../../src/core/status/needs.ts";
import { openSettings, server, type AuthType } from "../../../src/core/diagnosis/example.ts";

const titles = (fixes: ReturnType<typeof needFixes>) =>
  fixes.map(({ title, action }) => [title, action.type]);

describe("What the user is asked for", () => {
  it.each([
    ["oauth", { kind: "signIn", reason: "expired" }, [["Sign in", "signIn"]]],
    ["token", { kind: "token" }, [["Set token…", "setToken"]]],
    ["token", { kind: "token", wants: "password" }, [["Set password…", "setToken"]]],
    ["token", { kind: "token", wants: "sharedSecret" }, [["Set shared secret…", "setToken"]]],
    ["token", { kind: "token", wants: "privateKey" }, [["Set private key…", "setToken"]]],
    [
      "token",
      { kind: "token", wants: "header", header: "X" },
      [["Set header secret…", "setToken"]],
    ],
    ["token", { kind: "token", wants: "passphrase" }, [["Enter passphrase…", "unlockKey"]]],
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

it("asks for the same credential in the same words, from whichever door", () => {
  const jwt = (algorithm: "HS256" | "RS256"): Auth => ({
    type: "jwt",
    header: "Authorization",
    scheme: "Bearer",
    jwt: { algorithm },
  });
  const auths: readonly (readonly [Auth | AuthType, Need])[] = [
    ["oauth", { kind: "signIn", reason: "signedOut" }],
    ["token", { kind: "token" }],
    [
      { type: "basic", username: "ada" },
      { kind: "token", wants: "password" },
    ],
    [jwt("HS256"), { kind: "token", wants: "sharedSecret" }],
    [jwt("RS256"), { kind: "token", wants: "privateKey" }],
  ];
  expect(auths.map(([auth, need]) => needFixes(server(auth), need))).toEqual(
    auths.map(([auth]) => newCredentialFixes(server(auth))),
  );
});

describe("A status", () => {
  const finding = {
    code: "unreachable",
    severity: "error",
    message: "What happened.",
    server: "crm",
    shortName: "Not reachable",
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
