import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseChallenges,
  readResourceChallenge,
} from "../../../../src/core/oauth/discovery/challenge.ts";

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** Parameters without their null prototype, for comparing. */
function parsed(...fields: string[]) {
  return parseChallenges(fields).map(({ scheme, parameters }) => [scheme, { ...parameters }]);
}

describe("parseChallenges", () => {
  it.each([
    ["nothing", "", []],
    ["a scheme alone", "Bearer", [["bearer", {}]]],
    [
      "quoted strings with commas, escapes and equal signs",
      String.raw`Bearer realm="a, \"b\" = c\\", scope="x y"`,
      [["bearer", { realm: String.raw`a, "b" = c\ `.trim(), scope: "x y" }]],
    ],
    ["unquoted values", "Bearer error=invalid_token", [["bearer", { error: "invalid_token" }]]],
    [
      "an unquoted URL, as some servers send it",
      "Bearer resource_metadata=https://a.example/x?y=1, scope=a",
      [["bearer", { resource_metadata: "https://a.example/x?y=1", scope: "a" }]],
    ],
    [
      "several schemes in one field",
      'Basic realm="x", DPoP algs="ES256 PS256", error="use_dpop_nonce", Bearer scope="a"',
      [
        ["basic", { realm: "x" }],
        ["dpop", { algs: "ES256 PS256", error: "use_dpop_nonce" }],
        ["bearer", { scope: "a" }],
      ],
    ],
    [
      "token68 data before another challenge",
      'Negotiate YWJj+/==, Bearer scope="a"',
      [
        ["negotiate", {}],
        ["bearer", { scope: "a" }],
      ],
    ],
    [
      "schemes without parameters beside others",
      'Negotiate, NTLM, Bearer error="invalid_token"',
      [
        ["negotiate", {}],
        ["ntlm", {}],
        ["bearer", { error: "invalid_token" }],
      ],
    ],
    [
      "blanks around the equal sign and stray commas",
      ' ,, Bearer  scope = "a" ,, error="e" ,',
      [["bearer", { scope: "a", error: "e" }]],
    ],
    [
      "names in any case, the first of two values",
      'BEARER Scope="a", SCOPE="b"',
      [["bearer", { scope: "a" }]],
    ],
    ["an unterminated quote", 'Bearer scope="a', [["bearer", {}]]],
    ["a parameter before any scheme", 'scope="a", Bearer error="e"', [["bearer", { error: "e" }]]],
  ])("reads %s", (_what, field, challenges) => {
    expect(parsed(field)).toEqual(challenges);
  });

  it("reads several fields one after the other", () => {
    expect(parsed('Basic realm="a"', 'Bearer scope="b"')).toEqual([
      ["basic", { realm: "a" }],
      ["bearer", { scope: "b" }],
    ]);
  });

  it("gives challenges for any text, and never throws", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 400 })), (fields) => {
        const challenges = parseChallenges(fields);
        readResourceChallenge(fields);
        return challenges.every(({ scheme }) => scheme === scheme.toLowerCase() && scheme !== "");
      }),
    );
  });

  it("gives back what a correct server wrote, in any order and quoting", () => {
    const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,10}$/);
    const challenge = fc.record({
      scheme: token,
      parameters: fc.uniqueArray(fc.tuple(token, fc.string()), {
        selector: ([name]) => name.toLowerCase(),
        minLength: 1,
        maxLength: 5,
      }),
    });
    fc.assert(
      fc.property(fc.array(challenge, { minLength: 1, maxLength: 4 }), (challenges) => {
        const field = challenges
          .map(({ scheme, parameters }) => {
            const list = parameters.map(([name, value]) => `${name}=${quote(value)}`);
            return `${scheme} ${list.join(", ")}`;
          })
          .join(", ");
        expect(parsed(field)).toEqual(
          challenges.map(({ scheme, parameters }) => [
            scheme.toLowerCase(),
            Object.fromEntries(parameters.map(([name, value]) => [name.toLowerCase(), value])),
          ]),
        );
      }),
    );
  });

  it("stays fast on text that is made to be slow", () => {
    const texts = ['"\\', "a=", "a =\t", ", ", "A ", "=/=", 'a="'].map((text) =>
      text.repeat(200_000),
    );
    // No time is asserted: a parser that backtracks would not come back before the test's limit.
    expect(parseChallenges(texts).length).toBeGreaterThan(0);
  });
});

describe("readResourceChallenge", () => {
  it("takes what OAuth needs from Bearer and DPoP challenges only", () => {
    expect(
      readResourceChallenge([
        'Basic realm="x", scope="of-basic"',
        'Bearer error="insufficient_scope", scope="a  b", resource_metadata="https://a.example/m"',
      ]),
    ).toEqual({
      error: "insufficient_scope",
      scopes: ["a", "b"],
      resourceMetadata: "https://a.example/m",
      wantsDpop: false,
    });
  });

  it.each([
    [['DPoP algs="ES256"'], true],
    [['DPoP algs="ES256", Bearer'], false],
    [["Basic"], false],
  ])("sees in %j whether proofs of possession are wanted", (fields, wantsDpop) => {
    expect(readResourceChallenge(fields).wantsDpop).toBe(wantsDpop);
  });
});
