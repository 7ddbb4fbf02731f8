import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJwtClaims } from "../../../src/core/credentials/jwtClaims.ts";
import { Secret } from "../../../src/core/secret.ts";

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (claims: unknown) => new Secret(`${encoded({ alg: "HS256" })}.${encoded(claims)}.c2ln`);

describe("The claims of a token that explain a refusal (R20)", () => {
  it.each([
    ["all", { exp: 5, iss: "i", aud: "a" }, { exp: 5, iss: "i", aud: "a" }],
    ["the first audience", { aud: ["a", "b"] }, { aud: "a" }],
    ["not the subject, which may be a secret (R8)", { sub: "secret", exp: 5 }, { exp: 5 }],
    ["only those of the right type", { exp: "5", iss: 1, aud: [2] }, {}],
    ["none of a list", [1], undefined],
    ["none of no object", null, undefined],
  ])("are %s", (_what, claims, facts) => {
    expect(readJwtClaims(jwt(claims))).toEqual(facts);
  });

  it("are none where the token is opaque, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (opaque) => {
        expect(readJwtClaims(new Secret(`x.${opaque}`))).toBe(undefined);
      }),
    );
  });
});
