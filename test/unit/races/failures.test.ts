import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../gateway/harness.ts";
import { startHarness, type RaceHarness } from "./harness.ts";
import { serverAt, type Window } from "./window.ts";

let harness: RaceHarness;
let waits: number[] = [];

beforeEach(async () => {
  harness = await startHarness();
  waits = [];
});

afterEach(() => harness.stop());

const SIGN_IN_AGAIN = "Sign in to “peer” again: the last sign-in has expired or was revoked.";

/** A window that is signed in with a token that nobody takes any more, and whose retries take no time. */
async function expiredWindow(spread = 1, beforeRetry: () => void = () => {}): Promise<Window> {
  await harness.signIn({ expiresAtMs: Date.now() - 1 });
  harness.peer.expireAccessTokens();
  const server = serverAt(harness.server.url, {
    refresh: {
      enabled: true,
      bufferTimeS: 300,
      maxRetries: 3,
      retryDelayMs: 1000,
      fallback: "queue",
    },
  });
  return harness.window(
    {
      random: () => spread,
      sleep: async (ms) => {
        waits.push(ms);
        beforeRetry();
      },
    },
    server,
  );
}

const refreshToken = async () => (await harness.stored())?.grant.refreshToken?.reveal();

describe("A refresh that fails (R32)", () => {
  it.each([
    { spread: 0, expected: [500, 1000, 2000] },
    { spread: 0.5, expected: [750, 1500, 3000] },
    { spread: 0.999, expected: [999.5, 1999, 3998] },
  ])("for 5xx is tried again, later each time, spread by $spread", async ({ spread, expected }) => {
    const window = await expiredWindow(spread);
    harness.peer.faults.failures = [500, 502, 503];
    expect([await window.call(), waits, harness.refreshes()]).toEqual(["ok", expected, 1]);
  });

  it("for 5xx each time keeps the refresh token, and works when the server is back", async () => {
    const window = await expiredWindow();
    const before = await refreshToken();
    harness.peer.faults.failures = [503, 503, 503, 503];
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => window.call()));
    const kept = (await refreshToken()) === before;
    expect({
      outcomes: [...new Set(outcomes)],
      waits,
      kept,
      later: await window.call(),
      refreshes: harness.refreshes(),
      needs: window.needs,
    }).toEqual({
      outcomes: ["failed: tokenRequestFailed"],
      waits: [1000, 2000, 4000],
      kept: true,
      later: "ok",
      refreshes: 1,
      needs: [],
    });
  });

  it("because the network is down keeps the refresh token, and works when it is back", async () => {
    const window = await expiredWindow();
    const before = await refreshToken();
    await harness.peer.down();
    const outcomes = [await window.call(), await window.call()];
    const kept = (await refreshToken()) === before;
    await harness.peer.up();
    expect({ outcomes, tries: waits.length, kept, later: await window.call() }).toEqual({
      outcomes: ["failed: unreachable", "failed: unreachable"],
      tries: 6,
      kept: true,
      later: "ok",
    });
  });

  it.each([400, 403, 404, 429])(
    "with %i is not tried again, and keeps the refresh token",
    async (status) => {
      const window = await expiredWindow();
      const before = await refreshToken();
      harness.peer.faults.failures = [status];
      const outcome = await window.call();
      expect([outcome, waits, (await refreshToken()) === before, await window.call()]).toEqual([
        "failed: tokenRequestFailed",
        [],
        true,
        "ok",
      ]);
    },
  );

  it("because the refresh token was revoked is not tried again, and asks for a sign-in once", async () => {
    const window = await expiredWindow();
    await harness.peer.revokeAll();
    const outcomes = [await window.call(), await window.call()];
    expect({ outcomes, waits, needs: window.needs, refreshes: harness.refreshes() }).toEqual({
      outcomes: [SIGN_IN_AGAIN, "Sign in to “peer” to use its tools."],
      waits: [],
      needs: [
        { kind: "signIn", reason: "expired" },
        { kind: "signIn", reason: "signedOut" },
      ],
      refreshes: 1,
    });
  });
});

describe("A refresh whose token secret storage does not take", () => {
  it("goes on in this window, loses nothing, and is stored when storage works again", async () => {
    const window = await expiredWindow();
    const before = await refreshToken();
    harness.peer.faults.delayMs = 200;
    const first = window.call();
    await until(() => harness.peer.faults.waiting === 1);
    harness.memory.failure = new Error("The keyring is locked.");
    const during = [await first, await window.call(), await window.call()];
    harness.memory.failure = undefined;
    const kept = (await refreshToken()) === before;
    const after = await window.call();
    const stored = await refreshToken();
    // Another window goes on with what was stored: the server took no token for stolen.
    harness.peer.faults.delayMs = 0;
    harness.peer.expireAccessTokens();
    const other = await harness.window();
    expect({
      during,
      kept,
      after,
      renewed: stored !== undefined && stored !== before,
      other: await other.call(),
      refreshes: harness.refreshes(),
    }).toEqual({
      during: ["ok", "ok", "ok"],
      kept: true,
      after: "ok",
      renewed: true,
      other: "ok",
      refreshes: 2,
    });
  });
});

describe("A refresh whose answer is lost on the way", () => {
  it("works with the old refresh token where the server takes it once more", async () => {
    // Many servers do for some seconds, for exactly this reason (OAuth 2.0 Security BCP, section 4.14.2).
    const window = await expiredWindow(1, () => {
      for (const token of harness.peer.store.all("RefreshToken")) delete token["consumed"];
    });
    harness.peer.faults.lostAnswers = 1;
    expect([await window.call(), waits, harness.refreshes(), window.needs]).toEqual([
      "ok",
      [1000],
      2,
      [],
    ]);
  });

  it("asks for a sign-in where the server takes the old refresh token for stolen, and does not go on trying", async () => {
    const window = await expiredWindow();
    harness.peer.faults.lostAnswers = 1;
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => window.call()));
    expect({
      outcomes: [...new Set(outcomes)],
      later: await window.call(),
      waits,
      refreshes: harness.refreshes(),
      stored: await harness.stored(),
    }).toEqual({
      outcomes: [SIGN_IN_AGAIN],
      later: "Sign in to “peer” to use its tools.",
      waits: [1000],
      refreshes: 2,
      stored: undefined,
    });
  });
});
