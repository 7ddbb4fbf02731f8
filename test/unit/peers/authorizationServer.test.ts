import { createHash, randomBytes } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { startAuthorizationServer } from "../../peers/authorizationServer.ts";
import type {
  AuthorizationServer,
  AuthorizationServerOptions,
} from "../../peers/authorizationServer.ts";
import { parseRecord } from "../../peers/json.ts";
import { Browserless, deny, signInAs } from "../../peers/browserless.ts";

const REDIRECT_URI = "http://127.0.0.1:33418/callback";
const RESOURCE = "http://127.0.0.1:1/mcp";

let server: AuthorizationServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** The smallest client that can talk to the peer: plain requests, no library under test. */
async function startWithClient(options?: AuthorizationServerOptions) {
  const started = await startAuthorizationServer(options);
  server = started;
  const metadata = await json(`${started.issuer}/.well-known/oauth-authorization-server`);
  const registration = await json(String(metadata.body["registration_endpoint"]), {
    client_name: "Test client",
    application_type: "native",
    token_endpoint_auth_method: "none",
    grant_types: [
      "authorization_code",
      "refresh_token",
      "urn:ietf:params:oauth:grant-type:device_code",
    ],
    redirect_uris: [REDIRECT_URI],
  });
  const clientId = String(registration.body["client_id"]);
  const verifier = randomBytes(32).toString("base64url");
  const authorization = new URL(String(metadata.body["authorization_endpoint"]));
  authorization.search = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    state: "the-state",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    resource: RESOURCE,
  }).toString();
  const token = (fields: Record<string, string>): Promise<Answer> =>
    form(String(metadata.body["token_endpoint"]), { client_id: clientId, ...fields });
  return {
    started,
    metadata: metadata.body,
    registration,
    clientId,
    authorizationUrl: authorization.href,
    token,
    exchange: (redirect: URL) =>
      token({
        grant_type: "authorization_code",
        code: redirect.searchParams.get("code") ?? "",
        redirect_uri: REDIRECT_URI,
        code_verifier: verifier,
      }),
    refresh: (refreshToken: unknown) =>
      token({ grant_type: "refresh_token", refresh_token: String(refreshToken) }),
  };
}

async function json(url: string, body?: unknown): Promise<Answer> {
  const response = await fetch(
    url,
    body === undefined
      ? {}
      : {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        },
  );
  return { status: response.status, body: parseRecord(await response.text()) ?? {} };
}

async function form(url: string, fields: Record<string, string>): Promise<Answer> {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(fields) });
  const text = await response.text();
  return {
    status: response.status,
    body: parseRecord(text) ?? { text },
  };
}

describe("the authorization server peer", () => {
  it("sends only browsers to as.localhost, and keeps everything else at its issuer", async () => {
    const { metadata, started } = await startWithClient();
    expect({
      issuer: metadata["issuer"],
      authorization: metadata["authorization_endpoint"],
      token: metadata["token_endpoint"],
      registration: metadata["registration_endpoint"],
      iss: metadata["authorization_response_iss_parameter_supported"],
      pkce: metadata["code_challenge_methods_supported"],
    }).toEqual({
      issuer: `http://127.0.0.1:${started.port}`,
      authorization: `http://as.localhost:${started.port}/auth`,
      token: `http://127.0.0.1:${started.port}/token`,
      registration: `http://127.0.0.1:${started.port}/reg`,
      iss: true,
      pkce: ["S256"],
    });
    const openid = await json(`${started.issuer}/.well-known/openid-configuration`);
    expect(openid.body).toEqual(metadata);
  });

  it.each(["opaque", "jwt"] as const)(
    "signs in through its login page and issues %s tokens for the resource",
    async (tokenFormat) => {
      const client = await startWithClient({ tokenFormat });
      const redirect = await signInAs(client.authorizationUrl, "Ann");
      expect({
        to: redirect.origin + redirect.pathname,
        state: redirect.searchParams.get("state"),
        iss: redirect.searchParams.get("iss"),
      }).toEqual({ to: REDIRECT_URI, state: "the-state", iss: client.started.issuer });

      const tokens = await client.exchange(redirect);
      expect(tokens).toEqual({
        status: 200,
        body: {
          access_token: expect.any(String),
          refresh_token: expect.any(String),
          expires_in: 3600,
          scope: "mcp:tools",
          token_type: "Bearer",
        },
      });
      expect(await client.started.introspect(String(tokens.body["access_token"]))).toEqual({
        accountId: "Ann",
        clientId: client.clientId,
        scopes: ["mcp:tools"],
        audience: [RESOURCE],
        jkt: undefined,
      });
      await client.started.revokeGrants({ accountId: "Ann" });
      expect(await client.started.introspect(String(tokens.body["access_token"]))).toBeUndefined();
    },
  );

  it("rotates refresh tokens and revokes the whole grant when a used one comes again", async () => {
    const client = await startWithClient();
    const first = await client.exchange(await signInAs(client.authorizationUrl, "Ann"));
    const second = await client.refresh(first.body["refresh_token"]);
    expect([second.status, second.body["refresh_token"] === first.body["refresh_token"]]).toEqual([
      200,
      false,
    ]);

    const reused = await client.refresh(first.body["refresh_token"]);
    const after = await client.refresh(second.body["refresh_token"]);
    expect({
      reused: [reused.status, reused.body["error"]],
      after: [after.status, after.body["error"]],
      access: await client.started.introspect(String(second.body["access_token"])),
      kept: client.started.store.all("RefreshToken"),
      refreshes: client.started.tokenRequests("refresh_token"),
    }).toEqual({
      reused: [400, "invalid_grant"],
      after: [400, "invalid_grant"],
      access: undefined,
      kept: [],
      refreshes: 3,
    });
  });

  it("shows in its store that a revoked refresh token took its grant along", async () => {
    const client = await startWithClient();
    const tokens = await client.exchange(await signInAs(client.authorizationUrl, "Ann"));
    const before = client.started.store.all("Grant").length;
    const answer = await form(String(client.metadata["revocation_endpoint"]), {
      client_id: client.clientId,
      token: String(tokens.body["refresh_token"]),
    });
    expect({
      before,
      status: answer.status,
      grants: client.started.store.all("Grant"),
      tokens: client.started.store.all("RefreshToken"),
    }).toEqual({ before: 1, status: 200, grants: [], tokens: [] });
  });

  it("reports a denial to the redirect URI", async () => {
    const { authorizationUrl } = await startWithClient();
    const redirect = await deny(authorizationUrl);
    expect(redirect.searchParams.get("error")).toBe("access_denied");
  });

  it("remembers the browser, asks again for select_account, and keeps the first account's tokens", async () => {
    const client = await startWithClient();
    const browser = new Browserless();
    const ann = await client.exchange(await browser.signIn(client.authorizationUrl, "Ann"));
    const remembered = await browser.open(client.authorizationUrl);
    const page = await browser.open(new URL(remembered.location ?? "", remembered.url).href);
    expect(page.body).toContain("You are signed in as <strong>Ann</strong>");

    const other = `${client.authorizationUrl}&prompt=select_account`;
    const bob = await client.exchange(await browser.signIn(other, "Bob"));
    const names = await Promise.all(
      [ann, bob].map((tokens) => client.started.introspect(String(tokens.body["access_token"]))),
    );
    expect(names.map((facts) => facts?.accountId)).toEqual(["Ann", "Bob"]);
  });

  it("refuses a redirect URI that is not registered with a page, and a refused one at registration", async () => {
    const client = await startWithClient();
    const url = client.authorizationUrl.replace("callback", "elsewhere");
    await expect(signInAs(url, "Ann")).rejects.toThrow(/400: .*invalid_redirect_uri/);

    client.started.controls.refuseRedirectUri = (uri) => uri.includes("127.0.0.1");
    const refused = await json(String(client.metadata["registration_endpoint"]), {
      redirect_uris: [REDIRECT_URI],
    });
    expect([refused.status, refused.body["error"]]).toEqual([400, "invalid_redirect_uri"]);
  });

  it("does not know a client any more that it has forgotten", async () => {
    const client = await startWithClient();
    const tokens = await client.exchange(await signInAs(client.authorizationUrl, "Ann"));
    client.started.forgetClient(client.clientId);
    const answer = await client.refresh(tokens.body["refresh_token"]);
    expect([answer.status, answer.body["error"]]).toEqual([401, "invalid_client"]);
  });

  it("gives tokens to a device whose code the user has entered", async () => {
    const client = await startWithClient();
    const device = await form(String(client.metadata["device_authorization_endpoint"]), {
      client_id: client.clientId,
      scope: "mcp:tools",
      resource: RESOURCE,
    });
    const poll = () =>
      client.token({
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        device_code: String(device.body["device_code"]),
      });
    const pending = await poll();
    await new Browserless().verifyDevice(
      String(device.body["verification_uri"]),
      String(device.body["user_code"]),
      "Ann",
    );
    const done = await poll();
    expect([pending.body["error"], done.status, done.body["scope"]]).toEqual([
      "authorization_pending",
      200,
      "mcp:tools",
    ]);
  });

  it("fails token requests on demand without touching the refresh token", async () => {
    const client = await startWithClient();
    const tokens = await client.exchange(await signInAs(client.authorizationUrl, "Ann"));
    client.started.faults.failures.push(503);
    const failed = await client.refresh(tokens.body["refresh_token"]);
    const retried = await client.refresh(tokens.body["refresh_token"]);
    expect([failed.status, retried.status]).toEqual([503, 200]);
  });

  it("loses an answer on the way and has used up the refresh token, as a broken network does", async () => {
    const client = await startWithClient();
    const tokens = await client.exchange(await signInAs(client.authorizationUrl, "Ann"));
    client.started.faults.lostAnswers = 1;
    await expect(client.refresh(tokens.body["refresh_token"])).rejects.toThrow("fetch failed");
    const again = await client.refresh(tokens.body["refresh_token"]);
    expect([again.status, again.body["error"]]).toEqual([400, "invalid_grant"]);
  });
});
