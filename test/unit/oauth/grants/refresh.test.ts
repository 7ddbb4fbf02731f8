import { afterEach, describe, expect, it } from "vitest";
import type { RefreshPolicy } from "../../../../src/core/kinds/refresh.ts";
import type { AuthorizationServerOptions } from "../../../peers/authorizationServer.ts";
import { signInAs } from "../../../peers/browserless.ts";
import { startHostileServer, type HostileServer } from "../../../peers/hostile.ts";
import { jsonAnswer, type Behaviour } from "../../../peers/hostileHarness.ts";
import { startGatedServer, stopGatedServers } from "../gatedServer.ts";
import { oauthServer } from "../../build/server.ts";
import { failureOf, never, outline, redirectOnly, createHarness } from "../harness.ts";

let hostile: HostileServer | undefined;

afterEach(async () => {
  await hostile?.stop();
  hostile = undefined;
  await stopGatedServers();
});

const POLICY: RefreshPolicy = {
  enabled: true,
  bufferTimeS: 300,
  maxRetries: 3,
  retryDelayMs: 1000,
  fallback: "queue",
};

/** A user who is signed in at a real authorization server; waiting takes no time and is recorded. */
async function signedIn(options?: AuthorizationServerOptions) {
  const { peer, url } = await startGatedServer(options);
  const waits: number[] = [];
  const { engine, signIn, seen } = createHarness(
    { browser: (page) => signInAs(page, "Ada") },
    { sleep: async (ms) => void waits.push(ms), random: () => 1, timeLimitMs: 2000 },
  );
  const server = oauthServer({ refresh: POLICY }, url);
  const grant = await signIn(server);
  return { peer, engine, server, grant, waits, seen };
}

/** A user who is signed in at a server of ours, whose token endpoint then answers as given. */
async function signedInAtHostile(token: NonNullable<Behaviour["answers"]>["token"]) {
  let refuses = false;
  const peer = await startHostileServer({
    answers: { token: (exchange, place) => (refuses ? token?.(exchange, place) : undefined) },
  });
  hostile = peer;
  const stage = createHarness({ browser: redirectOnly() });
  const server = oauthServer({}, peer.url);
  const grant = await stage.signIn(server);
  refuses = true;
  return { peer, ...stage, server, grant };
}

describe("refreshing", () => {
  it("gives a new token, with the new refresh token of a server that rotates", async () => {
    const { peer, engine, server, grant } = await signedIn({ accessTokenTtlS: 60 });
    const renewed = await engine.refresh(server, grant, never());
    expect({
      outline: outline(renewed),
      token: renewed.accessToken.reveal() === grant.accessToken.reveal(),
      refreshToken: renewed.refreshToken?.reveal() === grant.refreshToken?.reveal(),
      works: (await peer.introspect(renewed.accessToken.reveal()))?.audience,
      lifeS: Math.round(((renewed.expiresAtMs ?? 0) - renewed.obtainedAtMs) / 1000),
    }).toEqual({
      outline: outline(grant),
      token: false,
      refreshToken: false,
      works: [server.url],
      lifeS: 60,
    });
  });

  it("says that the sign-in has ended when a used refresh token comes again (R38)", async () => {
    const { engine, server, grant } = await signedIn();
    await engine.refresh(server, grant, never());
    const failure = await failureOf(engine.refresh(server, grant, never()));
    expect([failure.code, failure.facts["step"], failure.facts["error"]]).toEqual([
      "grantRejected",
      "refresh",
      "invalid_grant",
    ]);
  });

  it("says that the client is gone when the server has forgotten it", async () => {
    const { peer, engine, server, grant } = await signedIn();
    peer.forgetClients();
    const failure = await failureOf(engine.refresh(server, grant, never()));
    expect([failure.code, failure.facts["source"], peer.tokenRequests("refresh_token")]).toEqual([
      "clientUnknown",
      "dynamic",
      1,
    ]);
  });

  it("tries again after 5xx and broken connections, later each time (R32)", async () => {
    const { peer, engine, server, grant, waits } = await signedIn();
    peer.faults.failures = [503, 0, 500];
    await engine.refresh(server, grant, never());
    peer.faults.failures = [503, 503, 503, 503];
    const renewed = await engine.refresh(server, grant, never()).catch((error: unknown) => error);
    expect([waits, renewed]).toEqual([
      [1000, 2000, 4000, 1000, 2000, 4000],
      expect.objectContaining({
        code: "tokenRequestFailed",
        facts: { step: "refresh", status: 503 },
      }),
    ]);
  });

  it("tries again by the settings, and never after 4xx", async () => {
    const { peer, engine, server, grant, waits } = await signedIn();
    const once = oauthServer(
      {
        refresh: { ...POLICY, maxRetries: 1, retryDelayMs: 60_000 },
      },
      server.url,
    );
    peer.faults.failures = [500, 500];
    const given = (await failureOf(engine.refresh(once, grant, never()))).code;
    peer.faults.failures = [429, 500];
    const refused = (await failureOf(engine.refresh(once, grant, never()))).facts["status"];
    expect([given, refused, waits]).toEqual(["tokenRequestFailed", 429, [30_000]]);
  });

  it("says that the server cannot be reached, and leaves the sign-in alone", async () => {
    const { peer, engine, server, grant } = await signedIn();
    await peer.down();
    const failure = await failureOf(engine.refresh(server, grant, never()));
    await peer.up();
    const renewed = await engine.refresh(server, grant, never());
    expect([failure.code, failure.facts["reason"], renewed.scopes]).toEqual([
      "unreachable",
      "ECONNREFUSED",
      grant.scopes,
    ]);
  });

  it("stops when it is cancelled between two attempts", async () => {
    const { peer, server, grant } = await signedIn();
    const controller = new AbortController();
    const { engine } = createHarness({}, { sleep: async () => controller.abort() });
    peer.faults.failures = [503, 503, 503, 503];
    const failure = await failureOf(engine.refresh(server, grant, controller.signal));
    expect([failure.code, peer.faults.failures.length]).toEqual(["cancelled", 3]);
  });

  it("keeps the old refresh token and scopes when the answer has none", async () => {
    const { engine, server, grant } = await signedInAtHostile(() =>
      jsonAnswer(200, { access_token: "new", token_type: "Bearer" }),
    );
    const renewed = await engine.refresh(server, grant, never());
    expect([
      renewed.accessToken.reveal(),
      renewed.refreshToken?.reveal() === grant.refreshToken?.reveal(),
      renewed.scopes,
      // The old token's end says nothing about the new one.
      renewed.expiresAtMs,
    ]).toEqual(["new", true, grant.scopes, undefined]);
  });

  it("notices a token with fewer scopes", async () => {
    const { engine, server, grant, seen } = await signedInAtHostile(() =>
      jsonAnswer(200, { access_token: "new", token_type: "Bearer", scope: "a" }),
    );
    const renewed = await engine.refresh(server, { ...grant, scopes: ["a", "b", "c"] }, never());
    expect([renewed.scopes, seen.log.at(-1)]).toEqual([
      ["a"],
      "The refreshed token has 2 scopes fewer.",
    ]);
  });

  it("asks for a new sign-in where there is nothing to refresh with", async () => {
    const { engine, server, grant } = await signedIn({ issueRefreshTokens: false });
    const failure = await failureOf(engine.refresh(server, grant, never()));
    expect([grant.refreshToken, failure.code]).toEqual([undefined, "signInNeeded"]);
  });
});

describe("signing out", () => {
  it("revokes both tokens at the server (R36)", async () => {
    const { peer, engine, server, grant } = await signedIn();
    const before = [peer.store.all("RefreshToken").length, peer.store.all("AccessToken").length];
    const outcome = await engine.revoke(server, grant, never());
    expect([
      outcome,
      before,
      [peer.store.all("RefreshToken").length, peer.store.all("AccessToken").length],
      (await failureOf(engine.refresh(server, grant, never()))).code,
    ]).toEqual(["revoked", [1, 1], [0, 0], "grantRejected"]);
  });

  it("tells when the server refuses, cannot be reached, or cannot revoke", async () => {
    const { peer, engine, server, grant } = await signedIn();
    peer.forgetClients();
    const refused = await engine.revoke(server, grant, never());
    await peer.down();
    const unreachable = await engine.revoke(server, grant, never());
    const { revocationEndpoint: _gone, ...without } = grant;
    const unsupported = await engine.revoke(server, without, never());
    expect([refused, unreachable, unsupported]).toEqual(["refused", "refused", "unsupported"]);
  });
});

describe("clock skew (R40)", () => {
  it("is measured from the server's Date and kept with the grant", async () => {
    const aheadMs = 10 * 60_000;
    const { server } = await signedIn();
    const late = createHarness(
      { browser: (page) => signInAs(page, "Ada") },
      { now: () => Date.now() - aheadMs },
    );
    const grant = await late.signIn(server);
    const onTime = await createHarness({ browser: (page) => signInAs(page, "Ada") }).signIn(server);
    expect([Math.round((grant.clockSkewMs ?? 0) / 60_000), onTime.clockSkewMs]).toEqual([
      10,
      undefined,
    ]);
  });
});
