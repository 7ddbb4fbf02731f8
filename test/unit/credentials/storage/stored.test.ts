import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StoredPassword } from "../../../../src/core/credentials/kinds/basic.ts";
import type { StoredClientSecret } from "../../../../src/core/credentials/kinds/client.ts";
import type { StoredKey } from "../../../../src/core/credentials/kinds/jwt.ts";
import type { StoredGrant } from "../../../../src/core/credentials/kinds/oauth.ts";
import type { StoredOutsideToken } from "../../../../src/core/credentials/kinds/outsideToken.ts";
import type { StoredReference } from "../../../../src/core/credentials/kinds/reference.ts";
import type { StoredToken } from "../../../../src/core/credentials/kinds/token.ts";
import {
  parseCredential,
  parseStoredClient,
  serializeClient,
  serializeCredential,
  type StoredCredential,
} from "../../../../src/core/credentials/storage/stored.ts";
import type { IdpSession, OAuthClient, OAuthGrant } from "../../../../src/core/oauth/types.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { isRecord, parseRecord } from "../../../peers/json.ts";

type Arbitraries<T> = { readonly [Name in keyof T]-?: fc.Arbitrary<NonNullable<T[Name]>> };

const anyText = fc.string({ minLength: 1, unit: "binary" });
const timeMs = fc.integer();
const scopes = fc.array(anyText, { maxLength: 4 });
const secret = anyText.map((value) => new Secret(value));

// Complete by type: a new field fails to compile until it is generated here, and to round-trip until it is stored.
const client: Arbitraries<OAuthClient> = {
  clientId: anyText,
  clientSecret: secret,
  clientKey: secret,
  source: fc.constantFrom("settings", "metadataDocument", "dynamic", "asked"),
  method: fc.constantFrom("none", "client_secret_basic", "client_secret_post", "private_key_jwt"),
  redirectUris: scopes,
  tokenOrigin: fc.webUrl(),
};
const anyClient = fc.record(client, {
  requiredKeys: ["clientId", "source", "method", "redirectUris"],
});

const idp: Arbitraries<IdpSession> = {
  issuer: fc.webUrl(),
  tokenEndpoint: fc.webUrl(),
  idToken: secret,
  refreshToken: secret,
};

const grant: Arbitraries<OAuthGrant> = {
  issuer: fc.webUrl(),
  tokenEndpoint: fc.webUrl(),
  revocationEndpoint: fc.webUrl(),
  client: anyClient,
  accessToken: secret,
  tokenType: fc.constantFrom("Bearer", "DPoP"),
  refreshToken: secret,
  expiresAtMs: timeMs,
  obtainedAtMs: timeMs,
  scopes,
  resource: anyText,
  account: fc.record({ id: anyText, label: fc.string({ unit: "binary" }) }),
  dpopKey: secret,
  idp: fc.record(idp, { requiredKeys: ["issuer", "tokenEndpoint"] }),
  clockSkewMs: timeMs,
};

const base = { revision: anyText, createdAtMs: timeMs, workedAtMs: timeMs };
const token: Arbitraries<StoredToken> = {
  ...base,
  kind: fc.constant("token"),
  token: secret,
  header: anyText,
  scheme: fc.string({ unit: "binary" }),
};
const oauth: Arbitraries<StoredGrant> = {
  ...base,
  kind: fc.constant("oauth"),
  sessionId: anyText,
  grant: fc.record(grant, {
    requiredKeys: [
      "issuer",
      "tokenEndpoint",
      "client",
      "accessToken",
      "tokenType",
      "obtainedAtMs",
      "scopes",
      "account",
    ],
  }),
};
const reference: Arbitraries<StoredReference> = {
  ...base,
  kind: fc.constant("reference"),
  reference: anyText,
  usedAs: fc.constantFrom("token", "basic", "jwt"),
  header: fc.string({ unit: "binary" }),
  scheme: fc.string({ unit: "binary" }),
};
const password: Arbitraries<StoredPassword> = {
  ...base,
  kind: fc.constant("basic"),
  username: anyText,
  password: secret,
};
const key: Arbitraries<StoredKey> = {
  ...base,
  kind: fc.constant("jwt"),
  algorithm: fc.constantFrom("HS256", "RS256", "ES256"),
  key: secret,
  passphrase: secret,
  subject: secret,
  header: anyText,
  scheme: fc.string({ unit: "binary" }),
};
const clientSecret: Arbitraries<StoredClientSecret> = {
  ...base,
  kind: fc.constant("client"),
  clientId: anyText,
  secret,
  tokenOrigin: fc.webUrl(),
};
const outsideToken: Arbitraries<StoredOutsideToken> = {
  ...base,
  kind: fc.constant("outsideToken"),
  source: anyText,
  tokenOrigin: fc.webUrl(),
};
const anyCredential: fc.Arbitrary<StoredCredential> = fc.oneof(
  fc.record(reference, {
    requiredKeys: ["kind", "revision", "createdAtMs", "reference", "header", "scheme"],
  }),
  fc.record(password, {
    requiredKeys: ["kind", "revision", "createdAtMs", "username", "password"],
  }),
  fc.record(key, {
    requiredKeys: ["kind", "revision", "createdAtMs", "algorithm", "key", "header", "scheme"],
  }),
  fc.record(clientSecret, {
    requiredKeys: ["kind", "revision", "createdAtMs", "clientId", "secret"],
  }),
  fc.record(outsideToken, {
    requiredKeys: ["kind", "revision", "createdAtMs", "source", "tokenOrigin"],
  }),
  fc.record(token, {
    requiredKeys: ["kind", "revision", "createdAtMs", "token", "header", "scheme"],
  }),
  fc.record(oauth, { requiredKeys: ["kind", "revision", "createdAtMs", "sessionId", "grant"] }),
);

/** The value with its secrets in clear, for comparison: two secrets look the same to `toEqual`. */
function clear(value: unknown): unknown {
  if (value instanceof Secret) return { secret: value.reveal() };
  if (Array.isArray(value)) return value.map(clear);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, clear(member)]));
}

const WITH_EVERYTHING: StoredGrant = {
  kind: "oauth",
  revision: "r",
  createdAtMs: 1,
  workedAtMs: 2,
  sessionId: "s",
  grant: {
    issuer: "https://login.example",
    tokenEndpoint: "https://login.example/token",
    client: {
      clientId: "c",
      clientSecret: new Secret("canary-client-secret"),
      clientKey: new Secret("canary-client-key"),
      source: "asked",
      method: "client_secret_basic",
      redirectUris: [],
      tokenOrigin: "https://login.example",
    },
    accessToken: new Secret("canary-access"),
    tokenType: "Bearer",
    refreshToken: new Secret("canary-refresh"),
    obtainedAtMs: 1,
    scopes: [],
    account: { id: "a", label: "A" },
    dpopKey: new Secret("canary-dpop"),
    idp: {
      issuer: "https://idp.example",
      tokenEndpoint: "https://idp.example/token",
      idToken: new Secret("canary-id"),
      refreshToken: new Secret("canary-idp-refresh"),
    },
  },
};

/** Where a value stands in an object of JSON, as a list of names. */
function places(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, member]) => [
        [...path, name],
        ...places(member, [...path, name]),
      ])
    : [];
}

function withValueAt(json: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (!isRecord(json)) throw new Error(`There is no place ${path.join(".")}.`);
  return { ...json, [name]: withValueAt(json[name], rest, value) };
}

describe("A stored credential", () => {
  it("comes back as it was, with every field", () => {
    fc.assert(
      fc.property(anyCredential, (credential) => {
        expect(clear(parseCredential(serializeCredential(credential)))).toEqual(clear(credential));
      }),
    );
  });

  it("comes back as it was when it is a client", () => {
    fc.assert(
      fc.property(anyClient, (kept) => {
        expect(clear(parseStoredClient(serializeClient(kept)))).toEqual(clear(kept));
      }),
    );
  });

  it("is a credential or nothing, whatever stands in storage", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (stored) => {
        expect([parseCredential(stored), parseStoredClient(stored)]).toEqual([
          undefined,
          undefined,
        ]);
      }),
    );
  });

  it("is nothing where any one field has another type: a lost field may be a lost restriction", () => {
    const whole: unknown = JSON.parse(serializeCredential(WITH_EVERYTHING));
    const accepted = places(whole)
      .flatMap((path) => [null, true, {}, [1]].map((value) => ({ path, value })))
      .filter(({ path, value }) =>
        parseCredential(JSON.stringify(withValueAt(whole, path, value))),
      );
    expect([accepted, parseCredential(JSON.stringify(whole))?.kind]).toEqual([[], "oauth"]);
  });

  it.each([
    ["another version", { version: 2 }],
    ["an endless lifetime", { createdAtMs: "1e999" }],
    ["no revision", { revision: "" }],
  ])("is nothing with %s", (_what, change) => {
    const json = JSON.stringify({
      ...parseRecord(serializeCredential(WITH_EVERYTHING)),
      ...change,
    }).replace('"1e999"', "1e999");
    expect(parseCredential(json)).toBe(undefined);
  });

  it("shows its secrets nowhere but in its serialized form", () => {
    const shown = [
      JSON.stringify(WITH_EVERYTHING),
      inspect(WITH_EVERYTHING, { depth: 9, showHidden: true, getters: true }),
      Object.values(WITH_EVERYTHING.grant).join(),
      String(WITH_EVERYTHING.grant.accessToken),
    ].join("\n");
    const names = (text: string) => [...new Set(text.match(/canary-[a-z-]+/g))].toSorted();
    expect({
      shown: names(shown),
      credential: names(serializeCredential(WITH_EVERYTHING)),
      client: names(serializeClient(WITH_EVERYTHING.grant.client)),
    }).toEqual({
      shown: [],
      credential: [
        "canary-access",
        "canary-client-key",
        "canary-client-secret",
        "canary-dpop",
        "canary-id",
        "canary-idp-refresh",
        "canary-refresh",
      ],
      client: ["canary-client-key", "canary-client-secret"],
    });
  });
});
