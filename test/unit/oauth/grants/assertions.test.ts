import { generateKeyPairSync } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "../../../../src/core/secret.ts";
import { startHostileServer, type HostileServer } from "../../../peers/hostile.ts";
import { jsonAnswer, type Exchange } from "../../../peers/hostileHarness.ts";
import { oauthServer } from "../../build/server.ts";
import { failureOf, never, redirectOnly, createHarness } from "../harness.ts";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

let peers: HostileServer[] = [];

afterEach(async () => {
  await Promise.all(peers.map((peer) => peer.stop()));
  peers = [];
});

/** A server whose token endpoint records its requests and answers as given. */
async function tokenServer(answer: (parameters: URLSearchParams) => Record<string, unknown>) {
  const received: Exchange[] = [];
  const peer = await startHostileServer({
    answers: {
      token: (exchange) => {
        received.push(exchange);
        return jsonAnswer(200, answer(exchange.parameters));
      },
    },
  });
  peers.push(peer);
  return { peer, received };
}

function parametersOf({ parameters }: Exchange | { parameters: URLSearchParams }) {
  return Object.fromEntries(parameters);
}

describe("JWT bearer for workload identity (RFC 7523)", () => {
  it("signs an assertion with the client's key, about the subject of the settings", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { peer, received } = await tokenServer(() => ({ access_token: "at", expires_in: 60 }));
    const { signIn, engine } = createHarness();
    const server = oauthServer(
      {
        flow: "jwt_bearer",
        clientId: "workload",
        keyId: "key-1",
        subject: "robot@example.test",
        tokenEndpointAuthMethod: "none",
      },
      peer.url,
    );
    const clientKey = new Secret(privateKey.export({ format: "pem", type: "pkcs8" }).toString());
    const grant = await signIn(server, { clientKey });
    const renewed = await engine.refresh(server, grant, never());
    const { assertion = "", ...sent } = parametersOf(
      received[0] ?? { parameters: new URLSearchParams() },
    );
    const { iss, sub, aud, exp = 0, iat = 0 } = decodeJwt(assertion);
    expect({
      sent,
      claims: [iss, sub, aud, exp - iat],
      header: decodeProtectedHeader(assertion),
      renewed: [renewed.accessToken.reveal(), received.length],
      account: grant.account,
    }).toEqual({
      sent: { grant_type: JWT_BEARER, client_id: "workload", resource: peer.url },
      claims: ["workload", "robot@example.test", peer.origin, 60],
      header: { alg: "ES256", kid: "key-1", typ: "JWT" },
      renewed: ["at", 2],
      account: { id: "client:workload", label: "workload" },
    });
  });

  it("passes on the workload's own assertion, made for this server", async () => {
    const { peer, received } = await tokenServer(() => ({ access_token: "at" }));
    const audiences: string[] = [];
    await createHarness().signIn(
      oauthServer({ flow: "jwt_bearer", clientId: "workload" }, peer.url),
      {
        assertion: async ({ audience }) => {
          audiences.push(audience);
          return new Secret("workload.assertion.here");
        },
      },
    );
    expect([audiences, received[0]?.parameters.get("assertion")]).toEqual([
      [peer.origin],
      "workload.assertion.here",
    ]);
  });
});

async function idToken(email: string): Promise<string> {
  return new SignJWT({ sub: "ada", email })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode("a key of the identity provider, for this test"));
}

const ID_JAG = "urn:ietf:params:oauth:token-type:id-jag";

/** An identity provider that signs in, refreshes and exchanges. */
async function identityProvider(jag = { issued_token_type: ID_JAG }) {
  const first = await idToken("ada@corp.example");
  const second = await idToken("ada@corp.example");
  return {
    first,
    ...(await tokenServer((parameters) => {
      const grantType = parameters.get("grant_type");
      if (grantType === "authorization_code")
        return { access_token: "at-of-the-idp", id_token: first, refresh_token: "idp-refresh" };
      return grantType === "refresh_token"
        ? { access_token: "at-of-the-idp", id_token: second }
        : { access_token: "the.identity.assertion", token_type: "N_A", ...jag };
    })),
  };
}

describe("enterprise-managed authorization", () => {
  it("signs in at the identity provider, exchanges twice, and renews without the user", async () => {
    const idp = await identityProvider();
    const { peer, received } = await tokenServer(() => ({ access_token: "at", expires_in: 60 }));
    const { signIn, engine, seen } = createHarness({ browser: redirectOnly() });
    const server = oauthServer(
      {
        flow: "enterprise_managed",
        clientId: "at-the-server",
        scopes: ["mcp:tools"],
        idp: { issuer: idp.peer.origin, clientId: "at-the-idp" },
      },
      peer.url,
    );
    const grant = await signIn(server, { clientSecret: new Secret("secret-at-the-server") });
    const renewed = await engine.refresh(server, grant, never());
    expect({
      opened: seen.opened.map((url) => new URL(url).origin),
      atIdp: idp.received.map(({ parameters }) => parameters.get("grant_type")),
      exchange: parametersOf(idp.received[1] ?? { parameters: new URLSearchParams() }),
      atServer: received.map((exchange) => [
        parametersOf(exchange),
        exchange.headers.authorization?.split(" ")[0],
      ]),
      account: grant.account,
      renewed: renewed.accessToken.reveal(),
      idpSecretsAtServer: [idp.first, "idp-refresh", "at-of-the-idp"].map((text) =>
        peer.hasReceived(text),
      ),
      serverSecretAtIdp: idp.peer.hasReceived("secret-at-the-server"),
    }).toEqual({
      opened: [idp.peer.origin],
      atIdp: [
        "authorization_code",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:token-exchange",
      ],
      exchange: {
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        client_id: "at-the-idp",
        requested_token_type: ID_JAG,
        audience: peer.origin,
        resource: peer.url,
        scope: "mcp:tools",
        subject_token: idp.first,
        subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      },
      atServer: [0, 1].map(() => [
        {
          grant_type: JWT_BEARER,
          assertion: "the.identity.assertion",
          scope: "mcp:tools",
          resource: peer.url,
        },
        "Basic",
      ]),
      account: { id: "ada", label: "ada@corp.example" },
      renewed: "at",
      idpSecretsAtServer: [false, false, false],
      serverSecretAtIdp: false,
    });
  });

  it("takes an ID token from outside in place of a sign-in", async () => {
    const idp = await identityProvider();
    const { peer } = await tokenServer(() => ({ access_token: "at" }));
    const { signIn, seen } = createHarness();
    const server = oauthServer(
      {
        flow: "enterprise_managed",
        clientId: "at-the-server",
        idp: { issuer: idp.peer.origin, clientId: "at-the-idp" },
      },
      peer.url,
    );
    await signIn(server, { idToken: async () => new Secret(idp.first) });
    expect([seen.opened, idp.received.length]).toEqual([[], 1]);
  });

  it("refuses another kind of token from the identity provider, and says what is missing", async () => {
    const idp = await identityProvider({
      issued_token_type: "urn:ietf:params:oauth:token-type:jwt",
    });
    const { peer, received } = await tokenServer(() => ({ access_token: "at" }));
    const { signIn } = createHarness({ browser: redirectOnly() });
    const settings = { flow: "enterprise_managed", clientId: "at-the-server" } as const;
    const wrongKind = await failureOf(
      signIn(
        oauthServer(
          {
            ...settings,
            idp: { issuer: idp.peer.origin, clientId: "at-the-idp" },
          },
          peer.url,
        ),
      ),
    );
    const noProvider = await failureOf(signIn(oauthServer(settings, peer.url)));
    expect([wrongKind.code, noProvider.code, received.length]).toEqual([
      "tokenResponseInvalid",
      "clientIdNeeded",
      0,
    ]);
  });
});
