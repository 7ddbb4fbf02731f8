import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../gateway/harness.ts";
import { startChildWindow, type ChildWindow } from "./childWindow.ts";
import { FileSecrets } from "./fileSecretStore.ts";
import { startHarness, type RaceHarness } from "./harness.ts";

const EXPIRIES = 50;
const CALLS = 4;
/** The expiries at which the first process is killed in the middle of its refresh. */
const KILLED_AT: ReadonlySet<number> = new Set([7, 23, 41]);
const TEST_LIMIT_MS = 60_000;

let harness: RaceHarness;
let secrets: FileSecrets;
let children: ChildWindow[] = [];

beforeEach(async () => {
  harness = await startHarness();
  secrets = new FileSecrets(join(harness.folder, "secrets"));
  await harness.signIn({}, secrets);
});

afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.kill()));
  secrets.dispose();
  await harness.stop();
});

function start(): ChildWindow {
  const child = startChildWindow(harness.folder, harness.server.url);
  children.push(child);
  return child;
}

const goodReport = { outcomes: Array.from({ length: CALLS }, () => "ok"), needs: [] };

describe("Two processes that share one sign-in with rotating refresh tokens (R32)", () => {
  it(
    `make one token request for each of ${EXPIRIES} expiries, though one is killed while it refreshes, and stay signed in`,
    async () => {
      const { peer } = harness;
      const other = start();
      let mortal = start();
      await Promise.all([mortal.call(CALLS), other.call(CALLS)]);
      const requests: number[] = [];
      const reports: unknown[] = [];
      for (let expiry = 0; expiry < EXPIRIES; expiry++) {
        const before = harness.refreshes();
        peer.expireAccessTokens();
        if (KILLED_AT.has(expiry)) {
          // The server has the request and has not handled it; when it gets to it, the client is gone.
          peer.faults.delayMs = 200;
          const killed = mortal.call(CALLS);
          await until(() => peer.faults.waiting === 1);
          peer.faults.failures.push(0);
          const others = other.call(CALLS);
          await mortal.kill();
          reports.push(await killed, await others);
          peer.faults.delayMs = 0;
          mortal = start();
          reports.push(await mortal.call(CALLS));
        } else {
          reports.push(...(await Promise.all([mortal.call(CALLS), other.call(CALLS)])));
        }
        requests.push(harness.refreshes() - before);
      }
      const unlike = (wanted: unknown) => (report: unknown) =>
        JSON.stringify(report) !== JSON.stringify(wanted);
      expect({
        requests,
        killed: reports.filter((report) => report === undefined).length,
        failed: reports.filter((report) => report !== undefined).filter(unlike(goodReport)),
        afterwards: await Promise.all([mortal.call(CALLS), other.call(CALLS)]),
        stored: (await harness.stored(secrets))?.grant.refreshToken !== undefined,
      }).toEqual({
        requests: Array.from({ length: EXPIRIES }, () => 1),
        killed: KILLED_AT.size,
        failed: [],
        afterwards: [goodReport, goodReport],
        stored: true,
      });
    },
    TEST_LIMIT_MS,
  );

  it("are asked to sign in, once and cleanly, when the answer was lost with the process that waited for it", async () => {
    const { peer } = harness;
    const [mortal, other] = [start(), start()];
    await Promise.all([mortal.call(1), other.call(1)]);
    peer.expireAccessTokens();
    peer.faults.delayMs = 100;
    peer.faults.lostAnswers = 1;
    const killed = mortal.call(1);
    // The server has rotated the token and its answer was lost; the process dies while it tries again.
    await until(() => harness.refreshes() === 1 && peer.faults.waiting === 1);
    peer.faults.failures.push(0);
    await mortal.kill();
    await killed;
    await until(() => peer.faults.failures.length === 0);
    peer.faults.delayMs = 0;
    const first = await other.call(CALLS);
    const second = await other.call(1);
    const again = start();
    expect({
      first: first?.["outcomes"],
      second: second?.["outcomes"],
      restarted: (await again.call(1))?.["outcomes"],
      refreshes: harness.refreshes(),
      stored: await harness.stored(secrets),
    }).toEqual({
      first: Array.from(
        { length: CALLS },
        () => "Sign in to “peer” again: the last sign-in has expired or was revoked.",
      ),
      second: ["Sign in to “peer” to use its tools."],
      restarted: ["Sign in to “peer” to use its tools."],
      refreshes: 2,
      stored: undefined,
    });
  });
});
