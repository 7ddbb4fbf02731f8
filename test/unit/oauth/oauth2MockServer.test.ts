import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import {
  startOAuth2MockServer,
  type MockAuthorizationServer,
} from "../../peers/oauth2MockServer.ts";
import { oauthServer } from "../build/server.ts";
import { failureOf, never, outline, redirectOnly, createHarness } from "./harness.ts";

let peer: MockAuthorizationServer | undefined;

afterEach(async () => {
  await peer?.stop();
  peer = undefined;
});

async function start() {
  const started = await startOAuth2MockServer();
  peer = started;
  return {
    issuer: started.issuer,
    service: started.service,
    // An MCP server that says nothing about OAuth, so that the settings name the issuer.
    server: oauthServer(
      {
        issuer: started.issuer,
        clientId: "any-client",
        scopes: ["openid"],
      },
      `${started.issuer}/mcp`,
    ),
    ...createHarness({ browser: redirectOnly() }),
  };
}

describe("oauth2-mock-server", () => {
  it("is signed in to by OpenID metadata only, and its sign-in refreshed and revoked", async () => {
    const { issuer, server, signIn, engine } = await start();
    const grant = await signIn(server, { challenges: [] });
    const renewed = await engine.refresh(server, grant, never());
    const revoked = await engine.revoke(server, renewed, never());
    expect({
      issuer: grant.issuer,
      account: grant.account,
      client: grant.client,
      // Its tokens of one second are the same, so what counts is that there is one.
      renewed: outline(renewed),
      revoked,
    }).toEqual({
      issuer,
      account: { id: "johndoe", label: "johndoe" },
      client: {
        clientId: "any-client",
        source: "settings",
        method: "none",
        redirectUris: [],
        tokenOrigin: issuer,
      },
      renewed: outline(grant),
      revoked: "revoked",
    });
  });

  it("gives tokens for client credentials, with additional parameters such as an audience (R30)", async () => {
    const { server, service, signIn } = await start();
    const bodies: unknown[] = [];
    service.on("beforeTokenSigning", (_token, request: { body: Record<string, unknown> }) => {
      bodies.push({ ...request.body });
    });
    const machine = oauthServer(
      {
        ...server.auth,
        flow: "client_credentials",
        scopes: ["a", "b"],
        additionalParams: { audience: "https://api.example.com" },
      },
      server.url,
    );
    const grant = await signIn(machine, {
      challenges: [],
      clientSecret: new Secret("any-secret"),
    });
    expect([grant.account.label, bodies]).toEqual([
      "any-client",
      [
        {
          grant_type: "client_credentials",
          audience: "https://api.example.com",
          scope: "a b",
          resource: server.url,
        },
      ],
    ]);
  });

  it("is refused when it answers for another issuer", async () => {
    const { server, service, signIn } = await start();
    service.once("beforeAuthorizeRedirect", (redirect: { url: URL }) => {
      redirect.url.searchParams.set("iss", "https://elsewhere.example.com");
    });
    const failure = await failureOf(signIn(server, { challenges: [], skipRedirectCheck: true }));
    expect(failure.code).toBe("responseIssuerMismatch");
  });
});
