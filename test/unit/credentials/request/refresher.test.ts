import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Refresher } from "../../../../src/core/credentials/request/refresher.ts";
import { credentialKeyOf } from "../../../../src/core/credentials/storage/store.ts";
import { storedGrant, type StoredGrant } from "../../../../src/core/credentials/kinds/oauth.ts";
import { Failure } from "../../../../src/core/failure.ts";
import type { OAuthFlow } from "../../../../src/core/kinds/oauth.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { grant, NOW_MS, without } from "../../build/grant.ts";
import { oauthServer } from "../../build/server.ts";
import { gate, Harness } from "../harness.ts";

let harness: Harness;

beforeEach(() => {
  harness = new Harness();
});

afterEach(() => harness.dispose());

const signal = () => new AbortController().signal;
const tokenOf = (stored: StoredGrant | undefined) => stored?.grant.accessToken.reveal();

function refresher(window = harness.window()) {
  return new Refresher(window.store, window.ports);
}

function fail(code: "unreachable" | "grantRejected" | "signInNeeded" | "clientUnknown") {
  return () => {
    throw new Failure(code, "No.");
  };
}

describe("A refresh", () => {
  it("happens once for 200 requests in three windows (R32)", async () => {
    const stored = await harness.signedIn();
    const windows = [refresher(), refresher(), refresher()];
    const fresh = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        (windows[index % 3] ?? refresher()).fresh(harness.server, stored, signal()),
      ),
    );
    expect({
      tokens: [...new Set(fresh.map(tokenOf))],
      refreshes: harness.refreshes,
      stored: await harness.stored(),
    }).toEqual({
      tokens: ["access-1"],
      refreshes: ["refresh-0"],
      stored: ["access-1", "refresh-1"],
    });
  });

  it("is shared by all requests of a window, which take the lock once", async () => {
    const stored = await harness.signedIn();
    const { store, ports } = harness.window();
    let taken = 0;
    const refreshing = new Refresher(store, {
      ...ports,
      withLock: (...call) => {
        taken += 1;
        return ports.withLock(...call);
      },
    });
    const fresh = await Promise.all(
      Array.from({ length: 200 }, () => refreshing.fresh(harness.server, stored, signal())),
    );
    expect([[...new Set(fresh.map(tokenOf))], taken]).toEqual([["access-1"], 1]);
  });

  it.each([
    { leftS: 301, bufferTimeS: 300, lifeS: 7200, refreshed: false },
    { leftS: 299, bufferTimeS: 300, lifeS: 7200, refreshed: true },
    // A quarter of a short life, so that not every request refreshes.
    { leftS: 20, bufferTimeS: 300, lifeS: 60, refreshed: false },
    { leftS: 14, bufferTimeS: 300, lifeS: 60, refreshed: true },
    { leftS: 1, bufferTimeS: 0, lifeS: 60, refreshed: false },
    { leftS: 0, bufferTimeS: 0, lifeS: 60, refreshed: true },
  ])(
    "with $leftS of $lifeS seconds left and a buffer of $bufferTimeS is due: $refreshed (R32)",
    async ({ leftS, lifeS, bufferTimeS, refreshed }) => {
      const expiresAtMs = NOW_MS + leftS * 1000;
      const stored = await harness.signedIn({
        expiresAtMs,
        obtainedAtMs: expiresAtMs - lifeS * 1000,
      });
      await refresher().fresh(oauthServer({ refresh: { bufferTimeS } }), stored, signal());
      expect(harness.refreshes.length).toBe(refreshed ? 1 : 0);
    },
  );

  it("is never made for a token without an expiry, or where the settings turn it off", async () => {
    const eternal = await harness.store(without(grant(), "expiresAtMs"));
    const expired = await harness.signedIn();
    const off = oauthServer({ refresh: { enabled: false } });
    expect([
      tokenOf(await refresher().fresh(harness.server, eternal, signal())),
      tokenOf(await refresher().fresh(off, expired, signal())),
      harness.refreshes,
    ]).toEqual(["access-0", "access-0", []]);
  });

  it.each<{ flow: OAuthFlow; renewed: boolean }>([
    { flow: "authorization_code", renewed: false },
    { flow: "device_code", renewed: false },
    { flow: "client_credentials", renewed: true },
    { flow: "jwt_bearer", renewed: true },
    { flow: "enterprise_managed", renewed: false },
  ])("without a refresh token works for $flow: $renewed (R30)", async ({ flow, renewed }) => {
    const stored = await harness.store(without(grant(), "refreshToken"));
    const server = oauthServer({ flow });
    const fresh = await refresher().fresh(server, stored, signal());
    expect({
      fresh: tokenOf(fresh),
      refreshes: harness.refreshes,
      stored: await harness.stored(),
    }).toEqual(
      renewed
        ? { fresh: "access-1", refreshes: ["none"], stored: ["access-1", "no refresh token"] }
        : { fresh: undefined, refreshes: [], stored: undefined },
    );
  });

  it("goes on for the others when one request goes away", async () => {
    const stored = await harness.signedIn();
    const answer = gate();
    harness.beforeAnswer = () => answer.opened;
    const refreshing = refresher();
    const leaving = new AbortController();
    const left = refreshing
      .fresh(harness.server, stored, leaving.signal)
      .catch((error: unknown) => error);
    const staying = refreshing.fresh(harness.server, stored, signal());
    leaving.abort();
    const outcome = await left;
    answer.open();
    expect({
      left: outcome instanceof Failure && outcome.code,
      stayed: tokenOf(await staying),
      refreshes: harness.refreshes,
    }).toEqual({ left: "cancelled", stayed: "access-1", refreshes: ["refresh-0"] });
  });

  it("tells when it begins and ends, also when it fails", async () => {
    const stored = await harness.signedIn();
    const heard: boolean[] = [];
    const { store, ports } = harness.window();
    const refreshing = new Refresher(store, {
      ...ports,
      refreshing: (_server, underWay) => heard.push(underWay),
    });
    harness.beforeAnswer = fail("unreachable");
    await refreshing.fresh(harness.server, stored, signal()).catch(() => {});
    harness.beforeAnswer = () => {};
    await refreshing.fresh(harness.server, stored, signal());
    expect(heard).toEqual([true, false, true, false]);
  });
});

describe("A refresh that fails", () => {
  it.each([
    // Still valid for a minute: the failure changes nothing yet.
    { leftMs: 60_000, fallback: "queue", token: "access-0", retries: 3 },
    { leftMs: 60_000, fallback: "fail", token: "access-0", retries: 0 },
    { leftMs: 60_000, fallback: "use-expired", token: "access-0", retries: 3 },
    { leftMs: -1, fallback: "queue", token: "unreachable", retries: 3 },
    { leftMs: -1, fallback: "fail", token: "unreachable", retries: 0 },
    { leftMs: -1, fallback: "use-expired", token: "access-0", retries: 3 },
  ] as const)(
    "with $leftMs ms left and the fallback $fallback gives $token and keeps the refresh token (R32)",
    async ({ leftMs, fallback, token, retries }) => {
      const stored = await harness.signedIn({ expiresAtMs: NOW_MS + leftMs });
      harness.beforeAnswer = fail("unreachable");
      const server = oauthServer({ refresh: { fallback } });
      const outcome = await refresher()
        .fresh(server, stored, signal())
        .then(tokenOf, (error: unknown) => error instanceof Failure && error.code);
      expect({
        outcome,
        retries: harness.retriesAllowed,
        stored: await harness.stored(),
      }).toEqual({ outcome: token, retries: [retries], stored: ["access-0", "refresh-0"] });
    },
  );

  it("for longer than the token lasts gives an error, not a token that has expired meanwhile", async () => {
    const stored = await harness.signedIn({ expiresAtMs: NOW_MS + 5_000 });
    harness.beforeAnswer = () => {
      harness.nowMs += 10_000;
      throw new Failure("unreachable", "No.");
    };
    await expect(refresher().fresh(harness.server, stored, signal())).rejects.toMatchObject({
      code: "unreachable",
    });
  });

  it.each(["grantRejected", "signInNeeded"] as const)("with %s ends the sign-in", async (code) => {
    const stored = await harness.signedIn();
    harness.beforeAnswer = fail(code);
    expect([
      await refresher().fresh(harness.server, stored, signal()),
      await harness.stored(),
    ]).toEqual([undefined, undefined]);
  });

  it("with grantRejected looks once more, and uses what a window without the lock has written", async () => {
    const stored = await harness.signedIn();
    harness.beforeAnswer = async () => {
      await harness.signedIn({
        accessToken: new Secret("newer"),
        refreshToken: new Secret("newer-r"),
      });
      throw new Failure("grantRejected", "No.");
    };
    expect([
      tokenOf(await refresher().fresh(harness.server, stored, signal())),
      await harness.stored(),
      harness.refreshes,
    ]).toEqual(["newer", ["newer", "newer-r"], ["refresh-0"]]);
  });

  it.each([
    { source: "dynamic", ends: true },
    { source: "asked", ends: true },
    // What the settings say can be corrected there.
    { source: "settings", ends: false },
    { source: "metadataDocument", ends: false },
  ] as const)(
    "because the client is gone ends a sign-in with a client that is $source: $ends",
    async ({ source, ends }) => {
      const { client } = grant();
      const stored = await harness.signedIn({ client: { ...client, source } });
      const key = credentialKeyOf(harness.server);
      const { store } = harness.window();
      await store.writeClient(key, stored.grant.issuer, stored.grant.client);
      harness.beforeAnswer = fail("clientUnknown");
      const outcome = await refresher()
        .fresh(harness.server, stored, signal())
        .catch((error: unknown) => error instanceof Failure && error.code);
      expect({
        outcome,
        stored: await harness.stored(),
        client: (await store.readClient(key, stored.grant.issuer))?.clientId,
      }).toEqual(
        ends
          ? { outcome: undefined, stored: undefined, client: undefined }
          : { outcome: "clientUnknown", stored: ["access-0", "refresh-0"], client: "client-1" },
      );
    },
  );

  it("because the client is gone leaves a client alone that another window has registered meanwhile", async () => {
    const stored = await harness.signedIn();
    const key = credentialKeyOf(harness.server);
    const { store } = harness.window();
    await store.writeClient(key, stored.grant.issuer, { ...grant().client, clientId: "client-2" });
    harness.beforeAnswer = fail("clientUnknown");
    await refresher().fresh(harness.server, stored, signal());
    expect((await store.readClient(key, stored.grant.issuer))?.clientId).toBe("client-2");
  });
});

describe("What happens while a refresh is under way", () => {
  it("a sign-out stays a sign-out", async () => {
    const stored = await harness.signedIn();
    harness.beforeAnswer = () => harness.window().store.remove(credentialKeyOf(harness.server));
    expect([
      await refresher().fresh(harness.server, stored, signal()),
      await harness.stored(),
    ]).toEqual([undefined, undefined]);
  });

  it("a new sign-in is not overwritten, and is used", async () => {
    const stored = await harness.signedIn();
    const newer = storedGrant(grant({ accessToken: new Secret("newer") }), stored);
    harness.beforeAnswer = () =>
      harness.window().store.write(credentialKeyOf(harness.server), newer);
    expect([
      tokenOf(await refresher().fresh(harness.server, stored, signal())),
      await harness.stored(),
    ]).toEqual(["newer", ["newer", "refresh-0"]]);
  });

  it("a token that replaced the sign-in stays", async () => {
    const stored = await harness.signedIn();
    const { store } = harness.window();
    harness.beforeAnswer = () =>
      store.write(credentialKeyOf(harness.server), {
        kind: "token",
        revision: "other",
        createdAtMs: NOW_MS,
        token: new Secret("personal"),
        header: "Authorization",
        scheme: "Bearer",
      });
    expect([
      await refresher().fresh(harness.server, stored, signal()),
      await harness.stored(),
    ]).toEqual([undefined, "personal"]);
  });
});

describe("After a refusal", () => {
  it("a grant that cannot be renewed is removed, but never a newer one", async () => {
    const old = await harness.store(without(grant(), "refreshToken"));
    const newer = await harness.store(
      without(grant({ accessToken: new Secret("newer") }), "refreshToken"),
    );
    expect([
      tokenOf(await refresher().afterRefusal(harness.server, old, signal())),
      await harness.stored(),
      tokenOf(await refresher().afterRefusal(harness.server, newer, signal())),
      await harness.stored(),
    ]).toEqual(["newer", ["newer", "no refresh token"], undefined, undefined]);
  });

  it("no refresh is made where the settings turn it off", async () => {
    const stored = await harness.signedIn();
    const off = oauthServer({ refresh: { enabled: false } });
    expect([
      await refresher().afterRefusal(off, stored, signal()),
      await harness.stored(),
      harness.refreshes,
    ]).toEqual([undefined, undefined, []]);
  });
});
