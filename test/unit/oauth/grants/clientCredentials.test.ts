import { generateKeyPairSync } from "node:crypto";
import { decodeJwt } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "../../../../src/core/secret.ts";
import { startHostileServer, type HostileServer } from "../../../peers/hostile.ts";
import { jsonAnswer } from "../../../peers/hostileHarness.ts";
import { startGatedServer, stopGatedServers } from "../gatedServer.ts";
import { oauthServer } from "../../build/server.ts";
import { failureOf, never, outline, redirectOnly, createHarness } from "../harness.ts";

let hostile: HostileServer | undefined;

afterEach(async () => {
  await hostile?.stop();
  hostile = undefined;
  await stopGatedServers();
});

const SERVICE = {
  client_id: "service",
  client_secret: "the-secret-of-the-service",
  grant_types: ["client_credentials"],
  redirect_uris: [],
  response_types: [],
};

describe("client credentials (R30)", () => {
  it("signs in with a secret, and renews without a refresh token", async () => {
    const { peer, url } = await startGatedServer({ clients: [SERVICE] });
    const { signIn, engine, seen } = createHarness();
    const server = oauthServer({ flow: "client_credentials", clientId: "service" }, url);
    const grant = await signIn(server, { clientSecret: new Secret(SERVICE.client_secret) });
    const renewed = await engine.refresh(server, grant, never());
    expect({
      grant: outline(grant),
      facts: await peer.introspect(grant.accessToken.reveal()),
      renewed: [renewed.accessToken.reveal() === grant.accessToken.reveal(), outline(renewed)],
      requests: peer.tokenRequests("client_credentials"),
      browser: seen.opened,
    }).toEqual({
      grant: {
        issuer: peer.issuer,
        tokenType: "Bearer",
        scopes: ["mcp:tools"],
        resource: url,
        account: "service",
        client: { source: "settings", method: "client_secret_basic", redirectUris: [] },
        refreshable: false,
      },
      facts: {
        accountId: undefined,
        clientId: "service",
        scopes: ["mcp:tools"],
        audience: [url],
        jkt: undefined,
      },
      renewed: [false, outline(grant)],
      requests: 2,
      browser: [],
    });
  });

  it.each(["PKCS#8", "PKCS#1", "JWK"])("signs in with a private key in %s form", async (form) => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { url } = await startGatedServer({
      clients: [
        {
          ...SERVICE,
          client_secret: undefined,
          token_endpoint_auth_method: "private_key_jwt",
          jwks: { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "key-1", alg: "RS256" }] },
        },
      ],
    });
    const { signIn } = createHarness();
    const clientKey = new Secret(
      form === "JWK"
        ? JSON.stringify(privateKey.export({ format: "jwk" }))
        : privateKey
            .export({ format: "pem", type: form === "PKCS#8" ? "pkcs8" : "pkcs1" })
            .toString(),
    );
    const settings = { flow: "client_credentials", clientId: "service" } as const;
    const grant = await signIn(oauthServer({ ...settings, keyId: "key-1" }, url), { clientKey });
    const wrongKey = await failureOf(
      signIn(oauthServer(settings, url), { clientKey: new Secret("-----BEGIN NONSENSE-----") }),
    );
    const wrongAlgorithm = await failureOf(
      signIn(oauthServer({ ...settings, algorithm: "ES256" }, url), { clientKey }),
    );
    expect([outline(grant).client.method, wrongKey.code, wrongAlgorithm.code]).toEqual([
      "private_key_jwt",
      "keyInvalid",
      "keyInvalid",
    ]);
  });

  it("finds out by itself how a server that announces nothing wants the secret (R16)", async () => {
    const clientSecret = new Secret("a secret with/odd+characters%:=&");
    const forms: string[] = [];
    hostile = await startHostileServer({
      answers: {
        token: ({ parameters, headers }) => {
          const { authorization = "" } = headers;
          const posted = parameters.get("client_secret");
          const form = Buffer.from(authorization.slice("Basic ".length), "base64").toString();
          forms.push(form.includes("/") ? "raw" : form === "" ? "post" : "encoded");
          return posted === clientSecret.reveal()
            ? jsonAnswer(200, { access_token: "at", refresh_token: "rt" })
            : jsonAnswer(401, { error: "invalid_client" });
        },
      },
    });
    const { signIn, engine } = createHarness({ browser: redirectOnly() });
    const server = oauthServer(
      {
        clientId: "app",
        authorizationUrl: `${hostile.origin}/authorize`,
        tokenUrl: `${hostile.origin}/token`,
      },
      hostile.url,
    );
    const grant = await signIn(server, { clientSecret });
    // The refresh knows what worked, in another window too.
    await createHarness().engine.refresh(server, grant, never());
    await engine.refresh(server, grant, never());
    expect([grant.client.method, forms]).toEqual([
      "client_secret_post",
      ["encoded", "raw", "post", "post", "post"],
    ]);
  });

  it("addresses its assertion to the issuer, and to the token endpoint where that is refused", async () => {
    const audiences: unknown[] = [];
    hostile = await startHostileServer({
      answers: {
        token: ({ parameters }, { origin }) => {
          const { aud } = decodeJwt(parameters.get("client_assertion") ?? "");
          audiences.push(aud);
          return aud === `${origin}/token`
            ? jsonAnswer(200, { access_token: "at" })
            : jsonAnswer(401, { error: "invalid_client" });
        },
      },
    });
    const { privateKey } = generateKeyPairSync("ed25519");
    const clientKey = new Secret(privateKey.export({ format: "pem", type: "pkcs8" }).toString());
    const server = oauthServer({ flow: "client_credentials", clientId: "service" }, hostile.url);
    const { signIn, engine } = createHarness();
    const grant = await signIn(server, { clientKey });
    await engine.refresh(server, grant, never());
    const [issuer, tokenEndpoint] = [hostile.origin, `${hostile.origin}/token`];
    expect(audiences).toEqual([issuer, tokenEndpoint, tokenEndpoint]);
  });

  it("says which secret is wrong or missing", async () => {
    const { url } = await startGatedServer({ clients: [SERVICE] });
    const { signIn } = createHarness();
    const server = oauthServer({ flow: "client_credentials", clientId: "service" }, url);
    const wrong = await failureOf(signIn(server, { clientSecret: new Secret("wrong") }));
    const missing = await failureOf(signIn(server));
    expect([wrong.code, wrong.facts["step"], missing.code]).toEqual([
      "clientUnknown",
      "clientCredentials",
      "clientIdNeeded",
    ]);
  });
});
