import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startScene, type RaceScene } from "./scene.ts";

let scene: RaceScene;

beforeEach(async () => {
  scene = await startScene();
});

afterEach(() => scene.stop());

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
    await scene.signIn({ expiresAtMs: Date.now() - 1 });
    scene.peer.expireAccessTokens();
    const window = await scene.window();
    const outcomes = await many(() => window.call());
    expect({
      outcomes: tally(outcomes),
      refreshes: scene.refreshes(),
      refused: scene.gate.seen.filter(({ verdict }) => verdict === "invalid").length,
      needs: window.needs,
    }).toEqual({ outcomes: { ok: PARALLEL }, refreshes: 1, refused: 0, needs: [] });
  });

  it("with a token that the server no longer takes make one token request, and none fails", async () => {
    await scene.signIn();
    const window = await scene.window();
    await window.call();
    scene.peer.expireAccessTokens();
    const outcomes = await many(() => window.call());
    expect({
      outcomes: tally(outcomes),
      refreshes: scene.refreshes(),
      refused: scene.gate.seen.some(({ verdict }) => verdict === "invalid"),
      needs: window.needs,
    }).toEqual({
      outcomes: { ok: PARALLEL },
      refreshes: 1,
      refused: true,
      needs: [],
    });
  });

  it("spread over three windows make one token request, and none fails", async () => {
    await scene.signIn({ expiresAtMs: Date.now() - 1 });
    scene.peer.expireAccessTokens();
    const windows = [await scene.window(), await scene.window(), await scene.window()];
    const outcomes = await many(async (index) => (await windows[index % 3]?.call()) ?? "none");
    expect([tally(outcomes), scene.refreshes()]).toEqual([{ ok: PARALLEL }, 1]);
  });

  it("are told once each, and make one token request, where the sign-in has ended", async () => {
    await scene.signIn({ expiresAtMs: Date.now() - 1 });
    await scene.peer.revokeAll();
    // All of them wait before the first one is told.
    scene.peer.faults.delayMs = 1000;
    const window = await scene.window();
    const outcomes = await many(() => window.call());
    const again = await window.call();
    expect({
      outcomes: tally(outcomes),
      again,
      refreshes: scene.refreshes(),
      stored: await scene.stored(),
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
