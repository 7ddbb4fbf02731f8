import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseErrorAnswer,
  parseTokenAnswer,
} from "../../../../src/core/oauth/tokens/tokenAnswer.ts";

function revealed(document: unknown) {
  const answer = parseTokenAnswer(document);
  return (
    answer && {
      ...answer,
      accessToken: answer.accessToken.reveal(),
      ...(answer.refreshToken && { refreshToken: answer.refreshToken.reveal() }),
      ...(answer.idToken && { idToken: answer.idToken.reveal() }),
    }
  );
}

describe("parseTokenAnswer", () => {
  it("reads an answer as RFC 6749 describes it", () => {
    expect(
      revealed({
        access_token: "at",
        token_type: "Bearer",
        expires_in: 60,
        refresh_token: "rt",
        scope: "a b",
        id_token: "x.y.z",
      }),
    ).toEqual({
      accessToken: "at",
      tokenType: "Bearer",
      expiresInS: 60,
      refreshToken: "rt",
      scopes: ["a", "b"],
      idToken: "x.y.z",
    });
  });

  it.each([
    ["no token type", { access_token: "at" }, { accessToken: "at", tokenType: "Bearer" }],
    [
      "a token type in any case",
      { access_token: "at", token_type: "dPoP" },
      { accessToken: "at", tokenType: "DPoP" },
    ],
    [
      "a lifetime as text, scopes as a list",
      { access_token: "at", token_type: "bearer", expires_in: "3600", scope: ["a", "b"] },
      { accessToken: "at", tokenType: "Bearer", expiresInS: 3600, scopes: ["a", "b"] },
    ],
    [
      "members of the wrong type, as if they were absent",
      { access_token: "at", expires_in: {}, refresh_token: 7, scope: null, id_token: "" },
      { accessToken: "at", tokenType: "Bearer" },
    ],
    [
      "the token type of a token exchange",
      { access_token: "jag", token_type: "N_A", issued_token_type: "urn:x" },
      { accessToken: "jag", tokenType: "Bearer", issuedTokenType: "urn:x" },
    ],
  ])("lives with %s", (_what, document, answer) => {
    expect(revealed(document)).toEqual(answer);
  });

  it.each([
    ["no object", null],
    ["a list", []],
    ["no token", { token_type: "Bearer" }],
    ["a token that would break a header", { access_token: "a\r\nX: y" }],
    ["a token with a blank", { access_token: "a b" }],
    ["a token type that cannot be sent", { access_token: "a", token_type: "mac" }],
  ])("finds no token in %s", (_what, document) => {
    expect(parseTokenAnswer(document)).toBeUndefined();
  });

  it("gives a value or nothing for any JSON, and never throws", () => {
    const member = fc.constantFrom(
      "access_token",
      "token_type",
      "expires_in",
      "refresh_token",
      "scope",
      "id_token",
      "error",
      "error_description",
      "__proto__",
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(member, fc.jsonValue())), (document) => {
        const answer = parseTokenAnswer(document);
        parseErrorAnswer(document);
        return (
          answer === undefined ||
          (/^[\x21-\x7e]+$/.test(answer.accessToken.reveal()) &&
            (answer.expiresInS === undefined || answer.expiresInS >= 0))
        );
      }),
    );
  });
});

describe("parseErrorAnswer", () => {
  it.each([
    [
      { error: "invalid_grant" },
      { error: "invalid_grant", mentionsRedirectUri: false, needsAdmin: false },
    ],
    [
      { error: "invalid_request", error_description: "AADSTS50011: The redirect URI is wrong" },
      {
        error: "invalid_request",
        providerCode: "AADSTS50011",
        mentionsRedirectUri: true,
        needsAdmin: false,
      },
    ],
    [{ error: "<script>" }, { error: "unreadable", mentionsRedirectUri: false, needsAdmin: false }],
    [{ message: "no" }, undefined],
  ])("keeps only codes of %j", (document, answer) => {
    expect(parseErrorAnswer(document)).toEqual(answer);
  });
});
