import { afterEach, describe, expect, it } from "vitest";
import type { AuthorizationServerOptions } from "../../../peers/authorizationServer.ts";
import { Browserless, deny, signInAs } from "../../../peers/browserless.ts";
import { startGatedServer, stopGatedServers } from "../gatedServer.ts";
import { oauthServer } from "../../build/server.ts";
import { failureOf, outline, REDIRECT_URI, createHarness, type TestUser } from "../harness.ts";

afterEach(stopGatedServers);

async function start(options?: AuthorizationServerOptions, user?: TestUser) {
  const { peer, url } = await startGatedServer(options);
  const stage = createHarness(user ?? { browser: (page) => signInAs(page, "Ada") });
  return { peer, url, server: oauthServer({}, url), ...stage };
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
      oauthServer({ scopes: ["openid", "email", "mcp:tools"] }, url),
    );
    expect(account).toEqual({ id: "Ada", label: "ada@example.test" });
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

  it("says that the user declined, and that the browser was not opened", async () => {
    const { server, signIn } = await start(undefined, { browser: deny });
    const denied = await failureOf(signIn(server));
    const unopened = await failureOf(createHarness().signIn(server));
    expect([denied.code, unopened.code]).toEqual(["authorizationDenied", "cancelled"]);
  });

  it("ends with `cancelled` wherever it is cancelled", async () => {
    const { server } = await start();
    const steps = ["discovering", "registering", "checkingRedirect", "exchangingCode"];
    const codes: string[] = [];
    for (const step of steps) {
      const controller = new AbortController();
      const stage = createHarness({ browser: (page) => signInAs(page, "Ada") });
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
      oauthServer(
        {
          additionalParams: { ui_locales: "de", prompt: "", state: "mine", redirect_uri: "x:" },
        },
        url,
      ),
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
    const grant = await signIn(oauthServer({ omitResource: true }, url));
    expect([
      new URL(seen.opened[0] ?? "").searchParams.has("resource"),
      grant.resource,
      (await peer.introspect(grant.accessToken.reveal()))?.accountId,
    ]).toEqual([false, undefined, "Ada"]);
  });
});
