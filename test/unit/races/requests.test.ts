import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startHarness, type RaceHarness } from "./harness.ts";

let harness: RaceHarness;

beforeEach(async () => {
  harness = await startHarness();
});

afterEach(() => harness.stop());

const PARALLEL = 200;

/** How often each outcome came. */
function tally(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

const many = <Result>(work: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: PARALLEL }, (_, index) => work(index)));

describe("200 parallel requests (R32)", () => {
  it("with a token that has expired make one token request, and none fails", async () => {
    await harness.signIn({ expiresAtMs: Date.now() - 1 });
    harness.peer.expireAccessTokens();
    const window = await harness.window();
    const outcomes = await many(() => window.call());
    expect({
      outcomes: tally(outcomes),
      refreshes: harness.refreshes(),
      refused: harness.gate.seen.filter(({ verdict }) => verdict === "invalid").length,
      needs: window.needs,
    }).toEqual({ outcomes: { ok: PARALLEL }, refreshes: 1, refused: 0, needs: [] });
  });

  it("with a token that the server no longer takes make one token request, and none fails", async () => {
    await harness.signIn();
    const window = await harness.window();
    await window.call();
    harness.peer.expireAccessTokens();
    const outcomes = await many(() => window.call());
    expect({
      outcomes: tally(outcomes),
      refreshes: harness.refreshes(),
      refused: harness.gate.seen.some(({ verdict }) => verdict === "invalid"),
      needs: window.needs,
    }).toEqual({
      outcomes: { ok: PARALLEL },
      refreshes: 1,
      refused: true,
      needs: [],
    });
  });

  it("spread over three windows make one token request, and none fails", async () => {
    await harness.signIn({ expiresAtMs: Date.now() - 1 });
    harness.peer.expireAccessTokens();
    const windows = [await harness.window(), await harness.window(), await harness.window()];
    const outcomes = await many(async (index) => (await windows[index % 3]?.call()) ?? "none");
    expect([tally(outcomes), harness.refreshes()]).toEqual([{ ok: PARALLEL }, 1]);
  });

  it("are told once each, and make one token request, where the sign-in has ended", async () => {
    await harness.signIn({ expiresAtMs: Date.now() - 1 });
    await harness.peer.revokeAll();
    // All of them wait before the first one is told.
    harness.peer.faults.delayMs = 1000;
    const window = await harness.window();
    const outcomes = await many(() => window.call());
    const again = await window.call();
    expect({
      outcomes: tally(outcomes),
      again,
      refreshes: harness.refreshes(),
      stored: await harness.stored(),
    }).toEqual({
      outcomes: {
        "Sign in to “peer” again: the last sign-in has expired or was revoked.": PARALLEL,
      },
      again: "Sign in to “peer” to use its tools.",
      refreshes: 1,
      stored: undefined,
    });
  });
});
