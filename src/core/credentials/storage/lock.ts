import { t } from "@vscode/l10n";
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../failure.ts";
import type { Logger } from "../../log.ts";
import { describeMachine, isProcessAlive } from "./lockOwner.ts";

const POLL_MIN_MS = 10;
const POLL_MAX_MS = 50;
const HEARTBEAT_MS = 2_000;
const EXPIRES_AFTER_MS = 15_000;
const WAIT_LIMIT_MS = 60_000;
const RELEASE_ATTEMPTS = 40;
// A waiter that was itself asleep (a suspended laptop) saw nothing: a longer gap between two looks counts as this much.
const LONGEST_COUNTED_GAP_MS = 250;

const FREE = "free";
const HELD = /^held\.(\d+)\.([0-9a-f]+)\.[0-9a-f-]+$/;

export interface FileLockOptions {
  /** Folder that all windows share, such as one in the extension's global storage. Made on first use. */
  readonly folder: string;
  /** Milliseconds on any clock that does not run backwards. */
  readonly now: () => number;
  readonly log: Logger;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  /** How often an owner shows that it lives. */
  readonly heartbeatMs?: number;
  /** How long an owner that may live must have been silent before its lock is taken over. */
  readonly expiresAfterMs?: number;
  /** How long one call waits for the lock. */
  readonly waitLimitMs?: number;
}

/** A lock between processes, for what several editor windows must not do at once. Not reentrant. */
export interface FileLock {
  /**
   * Runs `work` while no other process or call runs work under the same name, and releases the lock however it ends.
   * `lost` aborts if this process was stopped for so long that another one took the lock over.
   * Throws a Failure: `cancelled` when the signal aborts while waiting, `lockTimedOut` when the lock did not
   * come free in time or the folder cannot be written; and whatever `work` throws.
   */
  withLock<T>(
    name: string,
    signal: AbortSignal,
    work: (lost: AbortSignal) => Promise<T>,
  ): Promise<T>;
}

/**
 * Makes a lock out of one empty file per name, the token, that only ever changes its name:
 * `free` → `held.<pid>.<machine>.<random>` → `free`. Renaming is atomic and fails when the old name is gone,
 * on POSIX and on Windows, so that taking, releasing and taking over are each one compare-and-swap:
 * of two processes that take over from the same dead owner, one finds that owner's name gone.
 * The token's modification time is the heartbeat; waiters watch it change and never compare clocks.
 */
export function createFileLock(options: FileLockOptions): FileLock {
  const { folder, now, log, random = Math.random } = options;
  const heartbeatMs = options.heartbeatMs ?? HEARTBEAT_MS;
  const expiresAfterMs = options.expiresAfterMs ?? EXPIRES_AFTER_MS;
  const waitLimitMs = options.waitLimitMs ?? WAIT_LIMIT_MS;
  const releasedAtMs = new Map<string, number>();

  const pause = (signal?: AbortSignal) =>
    sleep(POLL_MIN_MS + random() * (POLL_MAX_MS - POLL_MIN_MS), undefined, signal && { signal });

  /** Waits for the token and returns its new path. */
  async function acquire(tokenFolder: string, signal: AbortSignal): Promise<string> {
    const mine = `held.${process.pid}.${await describeMachine()}.${randomUUID()}`;
    const startedAtMs = now();
    const silence = createSilenceWatch(now);
    // Who has just released stands back for one turn; otherwise it would win against all that are between two looks.
    if (startedAtMs - (releasedAtMs.get(tokenFolder) ?? -Infinity) < POLL_MAX_MS) {
      await pause(signal);
    }
    for (;;) {
      if (signal.aborted) throw cancelled(signal.reason);
      const token = await findToken(folder, tokenFolder);
      if (token !== undefined && (await mayTake(token))) {
        if (await renamed(join(tokenFolder, token), join(tokenFolder, mine))) {
          if (token !== FREE) log.info("Took over a lock whose owner is gone.");
          return join(tokenFolder, mine);
        }
      }
      const waitedMs = Math.round(now() - startedAtMs);
      if (waitedMs >= waitLimitMs) throw timedOut(waitedMs);
      await pause(signal);
    }

    async function mayTake(token: string): Promise<boolean> {
      if (token === FREE) return true;
      const [, pid, machine] = HELD.exec(token) ?? [];
      if (machine === (await describeMachine()) && !isProcessAlive(Number(pid))) return true;
      const beat = await modifiedAtMs(join(tokenFolder, token));
      return beat !== undefined && silence.observe(`${token} ${beat}`) >= expiresAfterMs;
    }
  }

  function startHeartbeat(held: string): { stop: () => void; lost: AbortSignal } {
    const lost = new AbortController();
    let stopped = false;
    async function beat(): Promise<void> {
      try {
        const time = new Date();
        await utimes(held, time, time);
      } catch (error) {
        if (stopped || errorCode(error) !== "ENOENT") return;
        stop();
        log.warn("Another process took over a lock that this one held and did not keep alive.");
        lost.abort();
      }
    }
    const timer = setInterval(() => void beat(), heartbeatMs);
    timer.unref();
    const stop = () => {
      stopped = true;
      clearInterval(timer);
    };
    void beat();
    return { stop, lost: lost.signal };
  }

  async function release(tokenFolder: string, held: string): Promise<void> {
    for (let attempt = 0; attempt < RELEASE_ATTEMPTS; attempt++) {
      const outcome = await tryRename(held, join(tokenFolder, FREE));
      if (outcome === "done") releasedAtMs.set(tokenFolder, now());
      if (outcome !== "refused") return;
      // On Windows a virus scanner or an indexer that looks at the file refuses a rename for a moment.
      await pause();
    }
    log.warn("A lock could not be released; other windows wait until it expires.");
  }

  return {
    async withLock(name, signal, work) {
      const tokenFolder = join(folder, fileNameFor(name));
      const held = await acquire(tokenFolder, signal).catch((error: unknown) => {
        throw asFailure(error);
      });
      const heartbeat = startHeartbeat(held);
      try {
        return await work(heartbeat.lost);
      } finally {
        heartbeat.stop();
        await release(tokenFolder, held);
      }
    },
  };
}

/** Hashed, because a name may hold characters that files may not, and says which servers there are. */
function fileNameFor(name: string): string {
  return `${createHash("sha256").update(name).digest("hex").slice(0, 32)}.lock`;
}

/** The token's present name; undefined when it was just being renamed or made, and it is worth looking again. */
async function findToken(folder: string, tokenFolder: string): Promise<string | undefined> {
  try {
    const token = (await readdir(tokenFolder)).find((name) => name === FREE || HELD.test(name));
    // Seen in the middle of a rename, or emptied by someone who cleans up. Removing tells: it fails unless empty.
    if (token === undefined) await rmdir(tokenFolder);
    return token;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    if (errorCode(error) !== "ENOENT") throw error;
    await makeToken(folder, tokenFolder);
    return undefined;
  }
}

/** Puts a folder with its token in place in one step: made in place, it could get a second token after the first was taken. */
async function makeToken(folder: string, tokenFolder: string): Promise<void> {
  const prepared = join(folder, `new.${randomUUID()}`);
  await mkdir(prepared, { recursive: true, mode: 0o700 });
  await writeFile(join(prepared, FREE), "", { mode: 0o600 });
  if (!(await renamed(prepared, tokenFolder))) await rm(prepared, { recursive: true, force: true });
}

async function renamed(from: string, to: string): Promise<boolean> {
  return (await tryRename(from, to)) === "done";
}

async function tryRename(from: string, to: string): Promise<"done" | "gone" | "refused"> {
  try {
    await rename(from, to);
    return "done";
  } catch (error) {
    if (errorCode(error) === "ENOENT") return "gone";
    if (isRefusal(error)) return "refused";
    throw error;
  }
}

/** The errors of a file or folder that is there, not empty, or in someone else's hands just now. */
function isRefusal(error: unknown): boolean {
  return ["EEXIST", "ENOTEMPTY", "EPERM", "EACCES", "EBUSY"].includes(errorCode(error) ?? "");
}

async function modifiedAtMs(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (errorCode(error) === "ENOENT" || isRefusal(error)) return undefined;
    throw error;
  }
}

/** Adds up for how long a value has been seen unchanged. */
function createSilenceWatch(now: () => number): { observe(value: string): number } {
  let last: { value: string; atMs: number; silentMs: number } | undefined;
  return {
    observe(value) {
      const atMs = now();
      const silentMs =
        last?.value === value
          ? last.silentMs + Math.min(atMs - last.atMs, LONGEST_COUNTED_GAP_MS)
          : 0;
      last = { value, atMs, silentMs };
      return silentMs;
    },
  };
}

function cancelled(cause: unknown): Failure {
  return new Failure("cancelled", t("The wait for another window was cancelled."), {}, { cause });
}

function timedOut(waitedMs: number): Failure {
  return new Failure(
    "lockTimedOut",
    t(
      "Another window has been busy with this credential for too long. Try again, or close the other window.",
    ),
    { waitedMs },
  );
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof Error && error.name === "AbortError") return cancelled(error);
  const code = errorCode(error);
  return new Failure(
    "lockTimedOut",
    code === undefined
      ? t(
          "The extension's storage folder cannot be written. Check the disk and the folder's permissions, then try again.",
        )
      : t(
          "The extension's storage folder cannot be written ({0}). Check the disk and the folder's permissions, then try again.",
          code,
        ),
    { code },
    { cause: error },
  );
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}
