import { describe, expect, it } from "vitest";
import { CredentialStore, headerPart } from "../../../../src/core/credentials/storage/store.ts";
import { silentLogger } from "../../../../src/core/log.ts";
import { MemorySecrets } from "./memorySecretStore.ts";

const ORIGIN = "https://mcp.example.com";
const BASE = { version: 1, revision: "revision-1", createdAtMs: 1, workedAtMs: 2 };
const CLIENT = {
  clientId: "client-1",
  clientSecret: "client secret",
  source: "dynamic",
  method: "client_secret_basic",
  redirectUris: ["http://127.0.0.1:33418/callback"],
  tokenOrigin: "https://as.example.com",
};

/** What version 0.1 kept in secret storage, name for name: whoever updates stays signed in. */
const ENTRIES: Readonly<Record<string, object>> = {
  [`credential:${ORIGIN} token`]: {
    ...BASE,
    kind: "token",
    token: "a token",
    header: "Authorization",
    scheme: "Bearer",
  },
  [`credential:${ORIGIN} raw token`]: {
    ...BASE,
    kind: "token",
    token: "a token",
    header: "API-Token",
    scheme: "",
  },
  [`credential:${ORIGIN} variable`]: {
    ...BASE,
    kind: "reference",
    reference: "${env:TOKEN}",
    header: "",
    scheme: "",
  },
  [`credential:${ORIGIN} password`]: {
    ...BASE,
    kind: "basic",
    username: "ada",
    password: "a password",
  },
  [`credential:${ORIGIN} key`]: {
    ...BASE,
    kind: "jwt",
    algorithm: "RS256",
    key: "a key",
    passphrase: "a passphrase",
    subject: "a subject",
    header: "Authorization",
    scheme: "Bearer",
  },
  [`credential@workspace1:${ORIGIN} sign-in`]: {
    ...BASE,
    kind: "oauth",
    sessionId: "session",
    grant: {
      issuer: "https://as.example.com/",
      tokenEndpoint: "https://as.example.com/token",
      revocationEndpoint: "https://as.example.com/revoke",
      client: CLIENT,
      accessToken: "an access token",
      tokenType: "DPoP",
      refreshToken: "a refresh token",
      expiresAtMs: 3,
      obtainedAtMs: 1,
      scopes: ["mcp:tools"],
      resource: `${ORIGIN}/mcp`,
      account: { id: "ada", label: "Ada" },
      dpopKey: "a key",
      idp: {
        issuer: "https://idp.example.com",
        tokenEndpoint: "https://idp.example.com/token",
        idToken: "an ID token",
        refreshToken: "a refresh token of the identity provider",
      },
      clockSkewMs: 60_000,
    },
  },
  [`part:${ORIGIN} client sign-in`]: {
    ...BASE,
    kind: "client",
    clientId: "client-1",
    secret: "a client secret",
    tokenOrigin: "https://as.example.com",
  },
  [`part:${ORIGIN} ${headerPart("X-Key")} token`]: {
    ...BASE,
    kind: "token",
    token: "a further token",
    header: "X-Key",
    scheme: "",
  },
};

describe("What an earlier version stored", () => {
  it("is read whole, and written back as it was", async () => {
    const secrets = new MemorySecrets();
    for (const [name, value] of Object.entries(ENTRIES))
      secrets.entries.set(name, JSON.stringify(value));
    const store = new CredentialStore(secrets.window(), silentLogger);
    for (const { key, credential } of await store.list()) await store.write(key, credential);
    const written = [...secrets.entries].map(([name, text]) => [name, JSON.parse(text)]);
    expect([(await store.list()).length, Object.fromEntries(written)]).toEqual([
      Object.keys(ENTRIES).length,
      ENTRIES,
    ]);
  });

  it("is read where it is a registered client", async () => {
    const secrets = new MemorySecrets();
    const name = `client:https://as.example.com/ ${ORIGIN} sign-in`;
    secrets.entries.set(name, JSON.stringify({ version: 1, ...CLIENT }));
    const store = new CredentialStore(secrets.window(), silentLogger);
    const key = { server: "sign-in", origin: ORIGIN };
    const client = await store.readClient(key, "https://as.example.com/");
    if (client) await store.writeClient(key, "https://as.example.com/", client);
    expect([...secrets.entries].map(([at, text]) => [at, JSON.parse(text)])).toEqual([
      [name, { version: 1, ...CLIENT }],
    ]);
    expect(client?.clientId).toBe("client-1");
  });
});
