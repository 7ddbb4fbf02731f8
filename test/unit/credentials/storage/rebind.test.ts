import { beforeEach, describe, expect, it } from "vitest";
import { rebound } from "../../../../src/core/credentials/storage/rebind.ts";
import { slotsOf } from "../../../../src/core/credentials/request/slots.ts";
import { CredentialStore } from "../../../../src/core/credentials/storage/store.ts";
import { storedGrant } from "../../../../src/core/credentials/kinds/oauth.ts";
import type { StoredCredential } from "../../../../src/core/credentials/storage/stored.ts";
import { silentLogger } from "../../../../src/core/log.ts";
import { Secret } from "../../../../src/core/secret.ts";
import type { Auth } from "../../../../src/core/kinds/auth.ts";
import type { Server } from "../../../../src/core/servers/server.ts";
import { MemorySecrets } from "./memorySecretStore.ts";
import { grant, NOW_MS } from "../../build/grant.ts";
import { oauthServer, serverWith, tokenServer } from "../../build/server.ts";

const base = { revision: "old", createdAtMs: NOW_MS, workedAtMs: NOW_MS } as const;
const token: StoredCredential = {
  ...base,
  kind: "token",
  token: new Secret("personal"),
  header: "Authorization",
  scheme: "Bearer",
};
const password: StoredCredential = {
  ...base,
  kind: "basic",
  username: "ada",
  password: new Secret("password"),
};
const key: StoredCredential = {
  ...base,
  kind: "jwt",
  algorithm: "HS256",
  key: new Secret("key"),
  header: "Authorization",
  scheme: "Bearer",
};
const reference: StoredCredential = {
  ...base,
  kind: "reference",
  reference: "${env:OLD}",
  header: "Authorization",
  scheme: "Bearer",
};
const jwt = (algorithm: "HS256" | "RS256"): Auth => ({
  type: "jwt",
  header: "X-Jwt",
  scheme: "",
  jwt: { algorithm },
});

describe("A credential that the user sends to what the settings name now", () => {
  let store: CredentialStore;
  beforeEach(() => {
    store = new CredentialStore(new MemorySecrets().window(), silentLogger);
  });

  async function rebind(target: Server, stored: StoredCredential, origin = "https://old.example") {
    const [slot] = slotsOf(target);
    if (!slot) throw new Error("The server wants no credential.");
    await store.write({ server: target.name, origin }, stored);
    return rebound(store, slot);
  }
  const without = (stored: StoredCredential) => {
    const { workedAtMs: _worked, ...rest } = stored;
    return { ...rest, revision: expect.not.stringMatching(/^old$/) };
  };

  it.each([
    ["a token to another address", tokenServer(), token, undefined, without(token)],
    [
      "a token to another header",
      tokenServer({ header: "API-Token", scheme: "" }),
      token,
      "https://mcp.example",
      { ...without(token), header: "API-Token", scheme: "" },
    ],
    [
      "a variable in place of another",
      tokenServer({ reference: "${env:NEW}" }),
      reference,
      "https://mcp.example",
      { ...without(reference), reference: "${env:NEW}", usedAs: "token" },
    ],
    [
      "a password",
      serverWith({ type: "basic", username: "ada" }),
      password,
      undefined,
      without(password),
    ],
    [
      "a key to another header",
      serverWith(jwt("HS256")),
      key,
      undefined,
      { ...without(key), header: "X-Jwt", scheme: "" },
    ],
  ])("is %s", async (_what, target, stored, origin, expected) => {
    expect(await rebind(target, stored, origin)).toEqual(expected);
  });

  it.each([
    ["a password of another user", serverWith({ type: "basic", username: "eve" }), password],
    ["a key for another algorithm", serverWith(jwt("RS256")), key],
    ["a token where a key is wanted", serverWith(jwt("HS256")), token],
    ["a token where a variable is wanted", tokenServer({ reference: "${env:X}" }), token],
    [
      "a sign-in, which is tied to its address",
      oauthServer(),
      storedGrant(grant(), { sessionId: "s", createdAtMs: 1 }),
    ],
  ])("is not %s", async (_what, target, stored) => {
    expect(await rebind(target, stored)).toBe(undefined);
  });

  it("is none where the settings have not changed", async () => {
    expect(await rebind(tokenServer(), token, "https://mcp.example")).toBe(undefined);
  });
});
