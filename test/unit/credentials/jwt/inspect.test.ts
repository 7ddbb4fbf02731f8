import { describe, expect, it } from "vitest";
import { inspectJwt } from "../../../../src/core/credentials/jwt/inspect.ts";
import { looksLikeJwt } from "../../../../src/core/credentials/jwt/looksLikeJwt.ts";
import { Secret } from "../../../../src/core/secret.ts";

const NOW_S = 1_700_000_000;
const NOW_MS = NOW_S * 1000;

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function token(claims: object, header: object = { alg: "HS256" }, signature = "S1gnature"): string {
  return `${encode(header)}.${encode(claims)}.${signature}`;
}

const codes = (text: string) =>
  inspectJwt(new Secret(text), NOW_MS).problems.map(({ code }) => code);

describe("An inspected token", () => {
  it("R11 shows header, claims and the time left, and never the signature", () => {
    const claims = {
      sub: "auth-token",
      name: "Ann",
      iss: "https://id.example.com",
      aud: "https://mcp.example.com",
      iat: NOW_S - 60,
      exp: NOW_S + 240,
    };
    const inspection = inspectJwt(new Secret(token(claims, { alg: "RS256", kid: "1" })), NOW_MS);
    expect(inspection).toEqual({
      header: { alg: "RS256", kid: "1" },
      claims,
      issuer: "https://id.example.com",
      audience: ["https://mcp.example.com"],
      issuedAtMs: NOW_MS - 60_000,
      expiresAtMs: NOW_MS + 240_000,
      timeLeftS: 240,
      problems: [],
    });
    expect(JSON.stringify(inspection)).not.toContain("S1gnature");
  });

  it("R11 hides the claims that are secrets", () => {
    const { claims } = inspectJwt(new Secret(token({ sub: "auth-token", name: "Ann" })), NOW_MS, {
      secretClaims: ["sub", "absent"],
    });
    expect(claims).toEqual({ sub: "[secret]", name: "Ann" });
  });

  it.each([
    ["expired", { exp: NOW_S - 7200 }, "The token expired 2 hours ago. Set a new one."],
    ["expired", { exp: NOW_S }, "The token expired 1 second ago. Set a new one."],
    ["expired", { exp: NOW_S - 86_400 }, "The token expired 1 day ago. Set a new one."],
    [
      "notYetValid",
      { nbf: NOW_S + 120, exp: NOW_S + 300 },
      "The token is not valid until 2 minutes from now. Wait, or check this machine's clock.",
    ],
    [
      "issuedInFuture",
      { iat: NOW_S + 3600, exp: NOW_S + 7200 },
      "The token says that it was issued 1 hour from now. Check this machine's clock.",
    ],
    [
      "timesInMilliseconds",
      { exp: NOW_MS + 240_000 },
      "The token's “exp” is in milliseconds, where seconds are expected. Ask whoever issues the token to correct it.",
    ],
    [
      "timeUnreadable",
      { exp: "tomorrow" },
      "The token's “exp” is not a number of seconds, so servers will refuse it. Ask whoever issues the token to correct it.",
    ],
    ["noExpiry", {}, "The token does not say when it expires. Rotate it from time to time."],
  ])("R20 R50 says what is wrong with its times: %s %j", (code, claims, sentence) => {
    expect(inspectJwt(new Secret(token(claims)), NOW_MS).problems).toEqual([{ code, sentence }]);
  });

  it("R20 R50 is read however it was carried and whoever wrote it", () => {
    const standard = token({ aud: ["a", 5, "b"], exp: String(NOW_S + 1.5), iat: NOW_S + 30 });
    const padded = `${Buffer.from('{"alg":"HS256"}').toString("base64")}.${encode({ exp: NOW_S + 9 })}.c2ln`;
    expect([
      inspectJwt(new Secret(`  Bearer ${standard}\n`), NOW_MS),
      inspectJwt(new Secret(padded), NOW_MS).timeLeftS,
    ]).toEqual([
      {
        header: { alg: "HS256" },
        claims: { aud: ["a", 5, "b"], exp: "1700000001.5", iat: NOW_S + 30 },
        audience: ["a", "b"],
        issuedAtMs: NOW_MS + 30_000,
        expiresAtMs: NOW_MS + 1500,
        timeLeftS: 1,
        problems: [],
      },
      9,
    ]);
  });

  it("tells what cannot be read apart from what is not signed", () => {
    const claims = { exp: NOW_S + 60 };
    expect([
      codes("opaque-token"),
      codes(""),
      codes("a.b.c"),
      codes(`${encode({ alg: "HS256" })}.rubbish.x`),
      codes(`${encode([1])}.${encode(claims)}.x`),
      codes(`${encode({ alg: "RSA-OAEP", enc: "A256GCM" })}.a.b.c.d`),
      codes(token(claims, { alg: "none" }, "")),
      codes(token(claims).split(".").slice(0, 2).join(".")),
    ]).toEqual([
      ["notJwt"],
      ["notJwt"],
      ["notJwt"],
      ["notJwt"],
      ["notJwt"],
      ["encrypted"],
      ["unsigned"],
      ["unsigned"],
    ]);
  });
});

describe("What a token looks like", () => {
  it.each([
    [token({ sub: "a" }), true],
    ["wb_4f9aC27Qkx1", false],
    ["a.b.c", false],
    [`${encode({ typ: "JWT" })}.${encode({})}.x`, false],
    [token({}).split(".").slice(0, 2).join("."), false],
    [`Bearer ${token({})}`, false],
    ["", false],
  ])("R12 is a JWT or not: %j", (text, expected) => {
    expect(looksLikeJwt(text)).toBe(expected);
  });
});
