// A process of its own that works under the lock, as another editor window would:
//   lockWorker.ts count <folder> <iterations> <chance to be killed while holding>
//   lockWorker.ts hold <folder> <heartbeat in ms>
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createFileLock } from "../../../../src/core/credentials/storage/lock.ts";
import { silentLogger } from "../../../../src/core/log.ts";

const [mode, folder = "", amount = "0", chanceToDie = "0"] = process.argv.slice(2);
const signal = new AbortController().signal;
const base = { folder: join(folder, "locks"), now: () => performance.now(), log: silentLogger };

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function count(): Promise<void> {
  const lock = createFileLock(base);
  const file = join(folder, "counter");
  for (let i = 0; i < Number(amount); i++) {
    await lock.withLock("counter", signal, async () => {
      const before = Number(readFileSync(file, "utf8"));
      await sleep(Math.random() * 3);
      if (Math.random() < Number(chanceToDie)) process.kill(process.pid, "SIGKILL");
      writeFileSync(file, String(before + 1));
      say("counted");
    });
  }
}

async function hold(): Promise<void> {
  const lock = createFileLock({ ...base, heartbeatMs: Number(amount) });
  await lock.withLock("held", signal, async (lost) => {
    say("held");
    await new Promise<void>((resolve) => {
      const keepAlive = setInterval(() => {}, 1000);
      lost.addEventListener("abort", () => {
        clearInterval(keepAlive);
        say("lost");
        resolve();
      });
    });
  });
}

await (mode === "count" ? count() : hold());
