import { generateKeyPairSync } from "node:crypto";
import { decodeJwt } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import {
  startAuthorizationServer,
  type AuthorizationServer,
  type AuthorizationServerOptions,
} from "../../peers/authorizationServer.ts";
import { Browserless, signInAs, verifyDevice } from "../../peers/browserless.ts";
import { checkDpopProof } from "../../peers/dpopProof.ts";
import { startHostileServer, type HostileServer } from "../../peers/hostile.ts";
import { jsonAnswer } from "../../peers/hostileScene.ts";
import { startTokenGate, type TokenGate } from "../../peers/tokenGate.ts";
import { failureOf, known, never, oauthServer, outline, redirectOnly, scene } from "./scene.ts";

let authorizationServer: AuthorizationServer | undefined;
let gate: TokenGate | undefined;
let hostile: HostileServer | undefined;

afterEach(async () => {
  await hostile?.stop();
  await gate?.stop();
  await authorizationServer?.stop();
});

async function start(options?: AuthorizationServerOptions) {
  const peer = await startAuthorizationServer(options);
  authorizationServer = peer;
  gate = await startTokenGate({
    upstream: "http://127.0.0.1:9/mcp",
    access: { kind: "oauth", authorizationServer: peer, scopes: ["mcp:tools"] },
  });
  return { peer, url: gate.url };
}

const SERVICE = {
  client_id: "service",
  client_secret: "the-secret-of-the-service",
  grant_types: ["client_credentials"],
  redirect_uris: [],
  response_types: [],
};

describe("client credentials (R30)", () => {
  it("signs in with a secret, and renews without a refresh token", async () => {
    const { peer, url } = await start({ clients: [SERVICE] });
    const { signIn, engine, seen } = scene();
    const server = oauthServer(url, { flow: "client_credentials", clientId: "service" });
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
    const { url } = await start({
      clients: [
        {
          ...SERVICE,
          client_secret: undefined,
          token_endpoint_auth_method: "private_key_jwt",
          jwks: { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "key-1", alg: "RS256" }] },
        },
      ],
    });
    const { signIn } = scene();
    const clientKey = new Secret(
      form === "JWK"
        ? JSON.stringify(privateKey.export({ format: "jwk" }))
        : privateKey
            .export({ format: "pem", type: form === "PKCS#8" ? "pkcs8" : "pkcs1" })
            .toString(),
    );
    const settings = { flow: "client_credentials", clientId: "service" } as const;
    const grant = await signIn(oauthServer(url, { ...settings, keyId: "key-1" }), { clientKey });
    const wrongKey = await failureOf(
      signIn(oauthServer(url, settings), { clientKey: new Secret("-----BEGIN NONSENSE-----") }),
    );
    const wrongAlgorithm = await failureOf(
      signIn(oauthServer(url, { ...settings, algorithm: "ES256" }), { clientKey }),
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
    const { signIn, engine } = scene({ browser: redirectOnly() });
    const server = oauthServer(hostile.url, {
      clientId: "app",
      authorizationUrl: `${hostile.origin}/authorize`,
      tokenUrl: `${hostile.origin}/token`,
    });
    const grant = await signIn(server, { clientSecret });
    // The refresh knows what worked, in another window too.
    await scene().engine.refresh(server, grant, never());
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
    const server = oauthServer(hostile.url, { flow: "client_credentials", clientId: "service" });
    const { signIn, engine } = scene();
    const grant = await signIn(server, { clientKey });
    await engine.refresh(server, grant, never());
    const [issuer, tokenEndpoint] = [hostile.origin, `${hostile.origin}/token`];
    expect(audiences).toEqual([issuer, tokenEndpoint, tokenEndpoint]);
  });

  it("says which secret is wrong or missing", async () => {
    const { url } = await start({ clients: [SERVICE] });
    const { signIn } = scene();
    const server = oauthServer(url, { flow: "client_credentials", clientId: "service" });
    const wrong = await failureOf(signIn(server, { clientSecret: new Secret("wrong") }));
    const missing = await failureOf(signIn(server));
    expect([wrong.code, wrong.facts["step"], missing.code]).toEqual([
      "clientUnknown",
      "clientCredentials",
      "clientIdNeeded",
    ]);
  });
});

describe("the device flow", () => {
  it("shows the code, and waits until it is entered", async () => {
    const { peer, url } = await start();
    const waits: number[] = [];
    let entered: { verificationUri: string; userCode: string } | undefined;
    const { signIn, seen } = scene(
      {
        enterCode: async (facts) => {
          entered = facts;
        },
      },
      {
        sleep: async (ms) => {
          waits.push(ms);
          if (waits.length === 2 && entered)
            await verifyDevice(entered.verificationUri, entered.userCode, "Ada");
        },
      },
    );
    const grant = await signIn(oauthServer(url, { flow: "device_code" }));
    expect({
      facts: await peer.introspect(grant.accessToken.reveal()),
      refreshable: outline(grant).refreshable,
      waits,
      opened: seen.opened,
    }).toEqual({
      facts: {
        accountId: "Ada",
        clientId: grant.client.clientId,
        scopes: ["mcp:tools"],
        audience: [url],
        jkt: undefined,
      },
      refreshable: true,
      waits: [5000, 5000],
      opened: [],
    });
  });

  it("slows down when it is told to, and when the server cannot be reached", async () => {
    const answers = [
      jsonAnswer(400, { error: "authorization_pending" }),
      jsonAnswer(400, { error: "slow_down" }),
      jsonAnswer(400, { error: "slow_down" }),
      { status: 503 },
      jsonAnswer(400, { error: "authorization_pending" }),
      jsonAnswer(200, { access_token: "at", token_type: "Bearer" }),
    ];
    hostile = await startHostileServer({ answers: { token: () => answers.shift() } });
    const waits: number[] = [];
    const { signIn } = scene({}, { sleep: async (ms) => void waits.push(ms) });
    const grant = await signIn(oauthServer(hostile.url, { flow: "device_code" }));
    // The peer asks for one second; slow_down adds five each time (RFC 8628, section 3.5).
    expect([grant.accessToken.reveal(), waits]).toEqual([
      "at",
      [1000, 1000, 6000, 11_000, 22_000, 22_000],
    ]);
  });

  it("registers again when the server has forgotten the client, and never with one for a redirect", async () => {
    const { peer, url } = await start();
    const { signIn } = scene(
      {
        enterCode: ({ verificationUri, userCode }) =>
          verifyDevice(verificationUri, userCode, "Ada"),
      },
      { sleep: async () => undefined },
    );
    const server = oauthServer(url, { flow: "device_code" });
    const { client } = await signIn(server);
    const again = await signIn(server, known(peer.issuer, client));
    peer.forgetClients();
    const anew = await signIn(server, known(peer.issuer, client));
    const forRedirect = { ...client, redirectUris: ["http://127.0.0.1:33418/callback"] };
    const separate = await signIn(server, known(peer.issuer, forRedirect));
    expect(
      [again, anew, separate].map((grant) => grant.client.clientId === client.clientId),
    ).toEqual([true, false, false]);
  });

  it("ends when the person declines, when the code expires, and when it is cancelled", async () => {
    const { url } = await start();
    const server = oauthServer(url, { flow: "device_code" });
    const declined = scene(
      {
        enterCode: ({ verificationUri, userCode }) =>
          new Browserless().verifyDevice(verificationUri, userCode, "Ada", "deny"),
      },
      { sleep: async () => undefined },
    );
    let nowMs = Date.now();
    const slow = scene(
      {},
      {
        now: () => nowMs,
        sleep: async () => {
          nowMs += 11 * 60_000;
        },
      },
    );
    const controller = new AbortController();
    const cancelled = scene({}, { sleep: async () => controller.abort() });
    expect([
      (await failureOf(declined.signIn(server))).code,
      (await failureOf(slow.signIn(server))).code,
      (await failureOf(cancelled.signIn(server, {}, controller.signal))).code,
    ]).toEqual(["authorizationDenied", "deviceCodeExpired", "cancelled"]);
  });
});

describe("proof of possession (RFC 9449)", () => {
  it("binds the token to a key, with the server's nonce, over refreshes and at the resource", async () => {
    const { peer, url } = await start({ dpopNonce: true });
    const { signIn, engine } = scene({ browser: (address) => signInAs(address, "Ada") });
    const server = oauthServer(url, { dpop: true });
    const grant = await signIn(server);
    const renewed = await engine.refresh(server, grant, never());
    const facts = await peer.introspect(renewed.accessToken.reveal());
    const proof = await engine.dpopProof(renewed, { method: "post", url: `${url}?q`, nonce: "n" });
    const check = (accessToken: string, nonce: string) =>
      checkDpopProof({
        proof: proof.reveal(),
        method: "POST",
        url,
        accessToken,
        jkt: facts?.jkt ?? "",
        used: new Set(),
        nonce,
      });
    expect([
      [grant.tokenType, renewed.tokenType],
      await check(renewed.accessToken.reveal(), "n"),
      await check(grant.accessToken.reveal(), "n"),
      await check(renewed.accessToken.reveal(), "another"),
    ]).toEqual([["DPoP", "DPoP"], "valid", "invalid", "nonce"]);
  });

  it("is used when the server's challenge takes nothing else", async () => {
    const { url } = await start();
    const { signIn } = scene({ browser: (address) => signInAs(address, "Ada") });
    const challenges = ['DPoP algs="ES256", scope="mcp:tools"'];
    const asked = await signIn(oauthServer(url), { challenges });
    const refused = await signIn(oauthServer(url, { dpop: false }), { challenges });
    expect([asked.tokenType, refused.tokenType]).toEqual(["DPoP", "Bearer"]);
  });
});
