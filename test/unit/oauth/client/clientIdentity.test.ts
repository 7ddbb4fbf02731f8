import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "../../../../src/core/secret.ts";
import type { AuthorizationServerOptions } from "../../../peers/authorizationServer.ts";
import { signInAs } from "../../../peers/browserless.ts";
import { startGatedServer, stopGatedServers } from "../gatedServer.ts";
import { oauthServer } from "../../build/server.ts";
import {
  failureOf,
  known,
  outline,
  REDIRECT_URI,
  createHarness,
  type TestUser,
} from "../harness.ts";

afterEach(stopGatedServers);

async function start(options?: AuthorizationServerOptions, user?: TestUser) {
  const { peer, url } = await startGatedServer(options);
  const stage = createHarness(user ?? { browser: (page) => signInAs(page, "Ada") });
  return { peer, url, server: oauthServer({}, url), ...stage };
}

describe("the client that signs in", () => {
  it("uses an earlier registration again, at the same issuer and redirect URI only", async () => {
    const { peer, server, signIn, seen } = await start();
    const { client } = await signIn(server);
    const again = await signIn(server, known(peer.issuer, client));
    const elsewhere = await signIn(server, known("https://another.example.com", client));
    const otherPort = { ...client, redirectUris: ["http://127.0.0.1:5/callback"] };
    const moved = await signIn(server, known(peer.issuer, otherPort));
    expect([
      [again, elsewhere, moved].map(({ client: { clientId } }) => clientId === client.clientId),
      // The listener is told which redirect URI is registered, so that it can try that one first.
      seen.listened,
    ]).toEqual([
      [true, false, false],
      [
        [undefined, true],
        [REDIRECT_URI, true],
        [undefined, true],
        ["http://127.0.0.1:5/callback", true],
      ],
    ]);
  });

  it("registers again, once, when the server has forgotten the client", async () => {
    const { peer, server, signIn, seen } = await start();
    const { client } = await signIn(server);
    peer.forgetClient(client.clientId);
    const grant = await signIn(server, known(peer.issuer, client));
    expect([
      grant.client.clientId === client.clientId,
      // It was noticed before the browser opened.
      seen.opened.length,
    ]).toEqual([false, 2]);
  });

  it("registers again when the client is forgotten while the user signs in", async () => {
    const { peer, server, signIn, seen } = await start();
    const { client } = await signIn(server);
    const forgetful = createHarness({
      browser: async (url) => {
        const answer = await signInAs(url, "Ada");
        peer.forgetClient(client.clientId);
        return answer;
      },
    });
    const grant = await forgetful.signIn(server, known(peer.issuer, client));
    expect([
      grant.client.clientId === client.clientId,
      forgetful.seen.opened.length,
      seen.opened.length,
    ]).toEqual([false, 2, 1]);
  });

  it("asks for a client where the server registers none", async () => {
    const client = { client_id: "of-the-user", redirect_uris: [REDIRECT_URI] };
    const options: AuthorizationServerOptions = {
      registration: false,
      clients: [{ ...client, token_endpoint_auth_method: "none", application_type: "native" }],
    };
    const { server, signIn } = await start(options, {
      browser: (page) => signInAs(page, "Ada"),
      client: { clientId: "of-the-user" },
    });
    const grant = await signIn(server);
    const declined = await failureOf(createHarness().signIn(server));
    expect([grant.client.source, grant.client.clientId, declined.code]).toEqual([
      "asked",
      "of-the-user",
      "cancelled",
    ]);
  });

  it.each(["client_secret_basic", "client_secret_post"])(
    "authenticates a configured client with %s (R14)",
    async (method) => {
      const secret = "a secret with/odd+characters%:=&";
      const { peer, url, signIn } = await start({
        metadata: { token_endpoint_auth_methods_supported: [method] },
        clients: [
          {
            client_id: "configured:client",
            client_secret: secret,
            redirect_uris: [REDIRECT_URI],
            application_type: "native",
            token_endpoint_auth_method: method,
          },
        ],
      });
      const server = oauthServer({ clientId: "configured:client", confidential: true }, url);
      const missing = await failureOf(signIn(server));
      const grant = await signIn(server, { clientSecret: new Secret(secret) });
      expect([
        missing.code,
        outline(grant).client.method,
        (await peer.introspect(grant.accessToken.reveal()))?.clientId,
      ]).toEqual(["clientIdNeeded", method, "configured:client"]);
    },
  );

  it("never lets a client that is registered elsewhere use another port (R44)", async () => {
    const { peer, url, signIn, seen } = await start();
    await failureOf(signIn(oauthServer({ clientId: "fixed" }, url)));
    await failureOf(signIn(oauthServer({ clientId: "fixed", redirectUri: REDIRECT_URI }, url)));
    const withoutRegistration = oauthServer(
      {
        authorizationUrl: `${peer.issuer}/auth`,
        tokenUrl: `${peer.issuer}/token`,
      },
      url,
    );
    await failureOf(signIn(withoutRegistration));
    expect(seen.listened).toEqual([
      [undefined, false],
      [REDIRECT_URI, false],
      [undefined, false],
    ]);
  });

  it("is known by its metadata document where the server supports that", async () => {
    const clientMetadataUrl = "https://client.example.com/mcp-connect.json";
    const { url, signIn } = await start({
      metadata: { client_id_metadata_document_supported: true },
      clients: [
        {
          client_id: clientMetadataUrl,
          redirect_uris: [REDIRECT_URI],
          application_type: "native",
          token_endpoint_auth_method: "none",
        },
      ],
    });
    const { client } = await signIn(oauthServer({ clientMetadataUrl }, url));
    expect([client.clientId, client.source, client.method]).toEqual([
      clientMetadataUrl,
      "metadataDocument",
      "none",
    ]);
  });
});

describe("a redirect URI that is not registered", () => {
  it("is recognized when the server refuses to register it (R42)", async () => {
    const { server, signIn, seen } = await start({ refuseRedirectUri: () => true });
    const failure = await failureOf(signIn(server));
    expect([failure.code, failure.facts, seen.opened]).toEqual([
      "redirectUriRejected",
      { redirectUri: REDIRECT_URI, step: "registration", error: "invalid_redirect_uri" },
      [],
    ]);
  });

  it("is recognized before the browser opens when the client is registered with another (R42)", async () => {
    const { url, signIn, seen } = await start({
      clients: [
        {
          client_id: "registered-elsewhere",
          redirect_uris: ["http://127.0.0.1:33418/other"],
          application_type: "native",
          token_endpoint_auth_method: "none",
        },
      ],
    });
    const failure = await failureOf(signIn(oauthServer({ clientId: "registered-elsewhere" }, url)));
    expect([failure.code, failure.facts, seen.opened]).toEqual([
      "redirectUriRejected",
      { redirectUri: REDIRECT_URI, clientId: "registered-elsewhere", step: "authorization" },
      [],
    ]);
  });

  it("leaves a configured client that the server does not know to the user", async () => {
    const { url, signIn, seen } = await start();
    const failure = await failureOf(signIn(oauthServer({ clientId: "nobody" }, url)));
    expect([failure.code, failure.facts["source"], seen.opened]).toEqual([
      "clientUnknown",
      "settings",
      [],
    ]);
  });
});
