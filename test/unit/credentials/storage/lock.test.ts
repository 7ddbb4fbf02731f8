import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createFileLock,
  type FileLockOptions,
} from "../../../../src/core/credentials/storage/lock.ts";
import { describeMachine } from "../../../../src/core/credentials/storage/lockOwner.ts";
import { silentLogger } from "../../../../src/core/log.ts";

const NEVER_MS = 3_600_000;
const worker = join(import.meta.dirname, "lockWorker.ts");
let folder = "";
let children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-test-"));
});

afterEach(async () => {
  const running = children.filter((child) => child.exitCode === null && child.signalCode === null);
  children = [];
  await Promise.all(
    running.map(async (child) => {
      child.kill("SIGKILL");
      await once(child, "exit");
    }),
  );
  rmSync(folder, { recursive: true, force: true });
});

function lockHere(options: Partial<FileLockOptions> = {}) {
  return createFileLock({
    folder: join(folder, "locks"),
    now: () => performance.now(),
    log: silentLogger,
    ...options,
  });
}

function start(...args: string[]) {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", worker, ...args]);
  children.push(child);
  const lines: string[] = [];
  const waiting: { line: string; resolve: () => void }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    for (const entry of waiting) if (entry.line === line) entry.resolve();
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const exited = once(child, "close").then(() => ({
    signal: child.signalCode,
    code: child.exitCode,
    errors,
    counted: lines.filter((line) => line === "counted").length,
  }));
  async function said(line: string): Promise<void> {
    const heard = lines.includes(line)
      ? Promise.resolve()
      : new Promise<void>((resolve) => waiting.push({ line, resolve }));
    await Promise.race([
      heard,
      (async () => {
        const { errors: text } = await exited;
        if (!lines.includes(line)) throw new Error(`The process ended without "${line}": ${text}`);
      })(),
    ]);
  }
  return { child, exited, said };
}

/** The names inside the folder of the only lock there is. */
function tokens(): string[] {
  const [only = ""] = readdirSync(join(folder, "locks"));
  return readdirSync(join(folder, "locks", only));
}

async function leaveBehind(owner: string): Promise<void> {
  await lockHere().withLock("held", AbortSignal.timeout(5_000), async () => {});
  const [only = ""] = readdirSync(join(folder, "locks"));
  rmSync(join(folder, "locks", only, "free"));
  writeFileSync(join(folder, "locks", only, owner), "");
}

const none = () => new AbortController().signal;

describe("A lock between windows", () => {
  it("loses no increment of four processes that work on one file", async () => {
    writeFileSync(join(folder, "counter"), "0");
    const ends = await Promise.all(
      Array.from({ length: 4 }, () => start("count", folder, "75").exited),
    );
    expect({
      ends: ends.map(({ code, errors, counted }) => ({ code, errors, counted })),
      counter: readFileSync(join(folder, "counter"), "utf8"),
      tokens: tokens(),
    }).toEqual({
      ends: Array.from({ length: 4 }, () => ({ code: 0, errors: "", counted: 75 })),
      counter: "300",
      tokens: ["free"],
    });
  }, 60_000);

  it("loses no increment when owners are killed while others wait, and goes on after each", async () => {
    writeFileSync(join(folder, "counter"), "0");
    const runs = Array.from({ length: 4 }, async () => {
      let counted = 0;
      for (let life = 0; life < 5; life++) {
        counted += (await start("count", folder, "20", "0.1").exited).counted;
      }
      return counted + (await start("count", folder, "20").exited).counted;
    });
    const counted = (await Promise.all(runs)).reduce((sum, each) => sum + each, 0);
    expect(counted).toBeGreaterThanOrEqual(80);
    expect(readFileSync(join(folder, "counter"), "utf8")).toBe(String(counted));
  }, 60_000);

  it("is taken over at once from a process that was killed", async () => {
    const { child, exited, said } = start("hold", folder, "1000");
    await said("held");
    child.kill("SIGKILL");
    await exited;
    const lock = lockHere({ expiresAfterMs: NEVER_MS, waitLimitMs: 5_000 });
    expect(await lock.withLock("held", none(), async () => "mine")).toBe("mine");
  });

  it("stays with a process that lives and waits for something", async () => {
    await start("hold", folder, "20").said("held");
    const lock = lockHere({ expiresAfterMs: 1_000, waitLimitMs: 2_000 });
    await expect(lock.withLock("held", none(), async () => "mine")).rejects.toMatchObject({
      code: "lockTimedOut",
    });
  });

  it("is taken over from a process that hangs, which is told that it lost the lock", async () => {
    const { child, exited, said } = start("hold", folder, "20");
    await said("held");
    child.kill("SIGSTOP");
    const lock = lockHere({ expiresAfterMs: 400 });
    await lock.withLock("held", none(), async () => {
      child.kill("SIGCONT");
      await said("lost");
      expect(tokens()).toEqual([expect.stringMatching(`^held\\.${process.pid}\\.`)]);
    });
    expect({ code: (await exited).code, tokens: tokens() }).toEqual({ code: 0, tokens: ["free"] });
  });

  it.each([
    ["of another machine", async () => `held.${process.pid}.00ff00ff.aa`],
    [
      "whose process id went to another process",
      async () => `held.${process.pid}.${await describeMachine()}.aa`,
    ],
  ])("waits for the silence of an owner %s", async (_, owner) => {
    await leaveBehind(await owner());
    const patient = lockHere({ expiresAfterMs: NEVER_MS, waitLimitMs: 300 });
    await expect(patient.withLock("held", none(), async () => {})).rejects.toMatchObject({
      code: "lockTimedOut",
    });
    const lock = lockHere({ expiresAfterMs: 200 });
    expect(await lock.withLock("held", none(), async () => "mine")).toBe("mine");
  });

  it("is taken over by one of many that see the same dead owner", async () => {
    await leaveBehind(`held.${process.pid}.00ff00ff.aa`);
    let inside = 0;
    const seen = await Promise.all(
      Array.from({ length: 20 }, () =>
        lockHere({ expiresAfterMs: 100 }).withLock("held", none(), async () => {
          inside++;
          await sleep(5);
          return inside--;
        }),
      ),
    );
    expect(seen).toEqual(Array.from({ length: 20 }, () => 1));
  });

  it("is made by one of many that find no folder", async () => {
    let inside = 0;
    const seen = await Promise.all(
      Array.from({ length: 20 }, () =>
        lockHere().withLock("held", none(), async () => {
          inside++;
          await sleep(5);
          return inside--;
        }),
      ),
    );
    expect({ seen, left: tokens() }).toEqual({
      seen: Array.from({ length: 20 }, () => 1),
      left: ["free"],
    });
  });

  it("works again after its folder was emptied", async () => {
    await leaveBehind("rubbish");
    const [only = ""] = readdirSync(join(folder, "locks"));
    rmSync(join(folder, "locks", only, "rubbish"));
    expect(await lockHere().withLock("held", none(), async () => "mine")).toBe("mine");
  });

  it("is released when the work throws, and passes the error on", async () => {
    const lock = lockHere();
    const thrown = new Error("broken");
    await expect(lock.withLock("held", none(), () => Promise.reject(thrown))).rejects.toBe(thrown);
    expect(tokens()).toEqual(["free"]);
  });

  it("does not come back to the one who released it while others wait", async () => {
    const [greedy, patient] = [lockHere(), lockHere()];
    const turns = { greedy: 0, patient: 0 };
    await Promise.all([
      (async () => {
        while (turns.patient < 5 && turns.greedy < 50) {
          await greedy.withLock("held", none(), async () => {
            turns.greedy++;
            await sleep(20);
          });
        }
      })(),
      (async () => {
        for (let i = 0; i < 5; i++) {
          await patient.withLock("held", none(), async () => turns.patient++);
        }
      })(),
    ]);
    expect(turns.patient).toBe(5);
    expect(turns.greedy).toBeLessThan(50);
  });

  it("lets different names work at the same time", async () => {
    const lock = lockHere({ waitLimitMs: 5_000 });
    const result = await lock.withLock("one", none(), () =>
      lock.withLock("two", none(), async () => "both"),
    );
    expect(result).toBe("both");
  });

  it("stops waiting when it is cancelled, before and during the wait", async () => {
    const lock = lockHere();
    const during = new AbortController();
    const outcomes = await lock.withLock("held", none(), async () => {
      const waiting = lock.withLock("held", during.signal, async () => "mine");
      setImmediate(() => {
        during.abort();
      });
      return Promise.allSettled([
        waiting,
        lock.withLock("held", AbortSignal.abort(), async () => "mine"),
      ]);
    });
    expect(outcomes).toEqual([
      { status: "rejected", reason: expect.objectContaining({ code: "cancelled" }) },
      { status: "rejected", reason: expect.objectContaining({ code: "cancelled" }) },
    ]);
  });

  it("says how long it waited when the lock does not come free", async () => {
    const lock = lockHere({ waitLimitMs: 100 });
    const outcome = await lock.withLock("held", none(), () =>
      Promise.allSettled([lock.withLock("held", none(), async () => "mine")]),
    );
    expect(outcome).toEqual([
      {
        status: "rejected",
        reason: expect.objectContaining({
          code: "lockTimedOut",
          facts: { waitedMs: expect.any(Number) },
        }),
      },
    ]);
  });

  it("says that the folder cannot be written", async () => {
    mkdirSync(join(folder, "locks"));
    writeFileSync(join(folder, "locks", "file"), "");
    const lock = lockHere({ folder: join(folder, "locks", "file") });
    await expect(lock.withLock("held", none(), async () => "mine")).rejects.toMatchObject({
      code: "lockTimedOut",
      facts: { code: "ENOTDIR" },
    });
  });

  it("writes neither the name nor anything else into its files", async () => {
    await lockHere().withLock("https://example.com/secret-name", none(), async () => {
      const files = readdirSync(join(folder, "locks"), { recursive: true }).map(String);
      expect(files.join(" ")).not.toContain("example");
      const held = files.find((file) => file.includes("held.")) ?? "";
      expect(readFileSync(join(folder, "locks", held), "utf8")).toBe("");
    });
  });
});
