import { describe, expect, it } from "vitest";
import { bindingChange } from "../../../../src/core/credentials/storage/binding.ts";
import { storedGrant } from "../../../../src/core/credentials/kinds/oauth.ts";
import type { StoredToken } from "../../../../src/core/credentials/kinds/token.ts";
import { Secret } from "../../../../src/core/secret.ts";
import type { IdentityProvider } from "../../../../src/core/kinds/oauth.ts";
import { grant } from "../../build/grant.ts";
import { oauthServer, tokenServer } from "../../build/server.ts";

const token: StoredToken = {
  kind: "token",
  revision: "r",
  createdAtMs: 1,
  token: new Secret("personal"),
  header: "Authorization",
  scheme: "Bearer",
};
const base = { sessionId: "s", createdAtMs: 1 };
const signedIn = storedGrant(grant(), base);
const throughEnterprise = storedGrant(
  grant({
    idp: {
      issuer: "https://idp.example",
      tokenEndpoint: "https://idp.example/token",
      idToken: new Secret("id"),
    },
  }),
  base,
);
const idp = (issuer: string): { readonly idp: IdentityProvider } => ({
  idp: { issuer, clientId: "c" },
});
const noAuth = { ...tokenServer(), auth: { type: "none" } } as const;

describe("A stored credential is bound to", () => {
  it.each([
    ["its header and scheme", tokenServer(), token, undefined],
    [
      "its header and scheme in any case",
      tokenServer({ header: "authorization", scheme: "bearer" }),
      token,
      undefined,
    ],
    [
      "its header",
      tokenServer({ header: "X-Echo", scheme: "" }),
      token,
      { from: "the header Authorization with Bearer", to: "the header X-Echo" },
    ],
    [
      "its scheme",
      tokenServer({ scheme: "Basic" }),
      token,
      {
        from: "the header Authorization with Bearer",
        to: "the header Authorization with Basic",
      },
    ],
    [
      "the placement of its variable, where the settings make a password of it",
      {
        ...tokenServer(),
        auth: { type: "basic", username: "ada", reference: "${env:T}" },
      } as const,
      {
        kind: "reference",
        revision: "r",
        createdAtMs: 1,
        reference: "${env:T}",
        header: "Authorization",
        scheme: "Bearer",
      } as const,
      { from: "the header Authorization with Bearer", to: "the header Authorization with Basic" },
    ],
    ["being a token", oauthServer(), token, { from: "a token", to: "OAuth" }],
    ["being sent", noAuth, token, { from: "a token", to: "no credential" }],
    ["nothing that is discovered", oauthServer(), signedIn, undefined],
    [
      "its endpoints where the settings name them",
      oauthServer({ tokenUrl: "https://login.example/token", issuer: "https://login.example" }),
      signedIn,
      undefined,
    ],
    [
      "its token endpoint",
      oauthServer({ tokenUrl: "https://evil.example/token" }),
      signedIn,
      { from: "https://login.example/token", to: "https://evil.example/token" },
    ],
    [
      "its issuer, compared as a plain string (RFC 9207)",
      oauthServer({ issuer: "https://login.example/" }),
      signedIn,
      { from: "https://login.example", to: "https://login.example/" },
    ],
    ["being a sign-in", tokenServer(), signedIn, { from: "OAuth", to: "a token" }],
    [
      "its identity provider",
      oauthServer(idp("https://evil.example")),
      throughEnterprise,
      { from: "https://idp.example", to: "https://evil.example" },
    ],
    [
      "its identity provider, which has not changed",
      oauthServer(idp("https://idp.example")),
      throughEnterprise,
      undefined,
    ],
  ])("%s", (_what, server, stored, change) => {
    expect(bindingChange(server, stored)).toEqual(change);
  });
});
