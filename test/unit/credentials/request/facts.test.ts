import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factsOf } from "../../../../src/core/credentials/request/facts.ts";
import type { StoredToken } from "../../../../src/core/credentials/kinds/token.ts";
import { Secret } from "../../../../src/core/secret.ts";

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (claims: unknown) => new Secret(`${encoded({ alg: "HS256" })}.${encoded(claims)}.c2ln`);
const stored = (changes: Partial<StoredToken> = {}): StoredToken => ({
  kind: "token",
  revision: "r",
  createdAtMs: 1,
  token: new Secret("personal"),
  header: "Authorization",
  scheme: "Bearer",
  ...changes,
});

describe("What the diagnosis may know of a credential (R20)", () => {
  it.each([
    ["all claims that matter", { exp: 5, iss: "i", aud: "a" }, { exp: 5, iss: "i", aud: "a" }],
    ["the first audience", { aud: ["a", "b"] }, { aud: "a" }],
    ["not the subject, which may be a secret (R8)", { sub: "secret", exp: 5 }, { exp: 5 }],
    ["a time in text", { exp: "5" }, { exp: 5 }],
    ["only claims of the right type", { iss: 1, aud: [2] }, {}],
    ["no claims of a list", [1], undefined],
    ["no claims of no object", null, undefined],
  ])("is %s", (_what, claims, facts) => {
    const known = factsOf([stored()], jwt(claims));
    expect(known).toEqual({
      kind: "token",
      workedBefore: false,
      ...(facts !== undefined && { jwt: facts }),
    });
  });

  it("is nothing of its content where the token is opaque, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (opaque) => {
        expect(factsOf([stored()], new Secret(`x.${opaque}`)).jwt).toBe(undefined);
      }),
    );
  });

  it("is that it worked before only where each of several secrets did (R3)", () => {
    const worked = stored({ workedAtMs: 1 });
    expect([factsOf([worked], undefined), factsOf([worked, stored()], undefined)]).toEqual([
      { kind: "token", workedBefore: true },
      { kind: "token", workedBefore: false },
    ]);
  });
});
