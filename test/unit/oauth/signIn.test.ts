import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import {
  startAuthorizationServer,
  type AuthorizationServer,
  type AuthorizationServerOptions,
} from "../../peers/authorizationServer.ts";
import { Browserless, deny, signInAs } from "../../peers/browserless.ts";
import { startTokenGate, type TokenGate } from "../../peers/tokenGate.ts";
import {
  failureOf,
  known,
  oauthServer,
  outline,
  REDIRECT_URI,
  scene,
  type Person,
} from "./scene.ts";

let authorizationServer: AuthorizationServer | undefined;
let gate: TokenGate | undefined;

afterEach(async () => {
  await gate?.stop();
  await authorizationServer?.stop();
});

/** A real authorization server, and the gate of an MCP server that announces it. */
async function start(options?: AuthorizationServerOptions, person?: Person) {
  const peer = await startAuthorizationServer(options);
  authorizationServer = peer;
  gate = await startTokenGate({
    upstream: "http://127.0.0.1:9/mcp",
    access: { kind: "oauth", authorizationServer: peer, scopes: ["mcp:tools"] },
  });
  const stage = scene(person ?? { browser: (url) => signInAs(url, "Ada") });
  return { peer, url: gate.url, server: oauthServer(gate.url), ...stage };
}

describe("signing in with an authorization code", () => {
  it("discovers, registers, checks the redirect, and gives a token that the server knows", async () => {
    const { peer, url, server, signIn, seen } = await start();
    const grant = await signIn(server);
    const asked = new URL(seen.opened[0] ?? "").searchParams;
    expect({
      grant: outline(grant),
      token: await peer.introspect(grant.accessToken.reveal()),
      steps: seen.steps,
      asked: ["resource", "scope", "code_challenge_method", "prompt"].map((name) =>
        asked.get(name),
      ),
    }).toEqual({
      grant: {
        issuer: peer.issuer,
        tokenType: "Bearer",
        scopes: ["mcp:tools"],
        resource: url,
        account: new URL(peer.issuer).host,
        client: { source: "dynamic", method: "none", redirectUris: [REDIRECT_URI] },
        refreshable: true,
      },
      token: {
        accountId: "Ada",
        clientId: grant.client.clientId,
        scopes: ["mcp:tools"],
        audience: [url],
        jkt: undefined,
      },
      steps: [
        "discovering",
        "registering",
        "checkingRedirect",
        "waitingForBrowser",
        "exchangingCode",
      ],
      asked: [url, "mcp:tools offline_access", "S256", "consent"],
    });
  });

  it("names the account from the ID token", async () => {
    const { url, signIn } = await start();
    const { account } = await signIn(
      oauthServer(url, { scopes: ["openid", "email", "mcp:tools"] }),
    );
    expect(account).toEqual({ id: "Ada", label: "ada@example.test" });
  });

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

  it("registers again when the client is forgotten while the person signs in", async () => {
    const { peer, server, signIn, seen } = await start();
    const { client } = await signIn(server);
    const forgetful = scene({
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
    const client = { client_id: "of-the-person", redirect_uris: [REDIRECT_URI] };
    const options: AuthorizationServerOptions = {
      registration: false,
      clients: [{ ...client, token_endpoint_auth_method: "none", application_type: "native" }],
    };
    const { server, signIn } = await start(options, {
      browser: (url) => signInAs(url, "Ada"),
      client: { clientId: "of-the-person" },
    });
    const grant = await signIn(server);
    const declined = await failureOf(scene().signIn(server));
    expect([grant.client.source, grant.client.clientId, declined.code]).toEqual([
      "asked",
      "of-the-person",
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
      const server = oauthServer(url, { clientId: "configured:client", confidential: true });
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
    await failureOf(signIn(oauthServer(url, { clientId: "fixed" })));
    await failureOf(signIn(oauthServer(url, { clientId: "fixed", redirectUri: REDIRECT_URI })));
    const withoutRegistration = oauthServer(url, {
      authorizationUrl: `${peer.issuer}/auth`,
      tokenUrl: `${peer.issuer}/token`,
    });
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
    const { client } = await signIn(oauthServer(url, { clientMetadataUrl }));
    expect([client.clientId, client.source, client.method]).toEqual([
      clientMetadataUrl,
      "metadataDocument",
      "none",
    ]);
  });

  it("pushes the request where the server takes it no other way", async () => {
    const { peer, server, signIn, seen } = await start({
      metadata: { require_pushed_authorization_requests: true },
    });
    // The page without cookies cannot judge a pushed request, and needs not: the push itself is refused.
    await signIn(server, { skipRedirectCheck: true });
    const opened = new URL(seen.opened[0] ?? "").searchParams;
    expect([
      [...opened.keys()],
      peer.requests.filter(({ path }) => path === "/request").map(({ status }) => status),
    ]).toEqual([["client_id", "request_uri"], [201]]);
  });

  it("offers the choice of another account (R28)", async () => {
    const browser = new Browserless();
    const { peer, server, signIn, seen } = await start(undefined, {
      browser: (url) => browser.signIn(url, "Ada"),
    });
    await signIn(server);
    await signIn(server, { prompt: "select_account" });
    expect([
      seen.opened.map((url) => new URL(url).searchParams.get("prompt")),
      peer.store.all("Grant").length,
    ]).toEqual([["consent", "select_account consent"], 2]);
  });

  it("says that the person declined, and that the browser was not opened", async () => {
    const { server, signIn } = await start(undefined, { browser: deny });
    const denied = await failureOf(signIn(server));
    const unopened = await failureOf(scene().signIn(server));
    expect([denied.code, unopened.code]).toEqual(["authorizationDenied", "cancelled"]);
  });

  it("ends with `cancelled` wherever it is cancelled", async () => {
    const { server } = await start();
    const steps = ["discovering", "registering", "checkingRedirect", "exchangingCode"];
    const codes: string[] = [];
    for (const step of steps) {
      const controller = new AbortController();
      const stage = scene({ browser: (url) => signInAs(url, "Ada") });
      const push = stage.seen.steps.push.bind(stage.seen.steps);
      stage.seen.steps.push = (...added) => {
        if (added.includes(step)) controller.abort();
        return push(...added);
      };
      codes.push((await failureOf(stage.signIn(server, {}, controller.signal))).code);
    }
    expect(codes).toEqual(steps.map(() => "cancelled"));
  });

  it("sends additional parameters, and never those that protect the sign-in", async () => {
    const { url, signIn, seen } = await start();
    await signIn(
      oauthServer(url, {
        additionalParams: { ui_locales: "de", prompt: "", state: "mine", redirect_uri: "x:" },
      }),
    );
    const asked = new URL(seen.opened[0] ?? "").searchParams;
    expect([
      asked.get("ui_locales"),
      asked.get("prompt"),
      asked.get("state") === "mine",
      asked.get("redirect_uri"),
      seen.log.filter((line) => line.includes("additionalParams")).length > 0,
    ]).toEqual(["de", null, false, REDIRECT_URI, true]);
  });

  it("leaves the resource out where the settings say so", async () => {
    const { peer, url, signIn, seen } = await start();
    const grant = await signIn(oauthServer(url, { omitResource: true }));
    expect([
      new URL(seen.opened[0] ?? "").searchParams.has("resource"),
      grant.resource,
      (await peer.introspect(grant.accessToken.reveal()))?.accountId,
    ]).toEqual([false, undefined, "Ada"]);
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
    const failure = await failureOf(signIn(oauthServer(url, { clientId: "registered-elsewhere" })));
    expect([failure.code, failure.facts, seen.opened]).toEqual([
      "redirectUriRejected",
      { redirectUri: REDIRECT_URI, clientId: "registered-elsewhere", step: "authorization" },
      [],
    ]);
  });

  it("leaves a configured client that the server does not know to the person", async () => {
    const { url, signIn, seen } = await start();
    const failure = await failureOf(signIn(oauthServer(url, { clientId: "nobody" })));
    expect([failure.code, failure.facts["source"], seen.opened]).toEqual([
      "clientUnknown",
      "settings",
      [],
    ]);
  });
});
