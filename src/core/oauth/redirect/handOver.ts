import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Longer than any sign-in waits; what is older was left behind by a window that died. */
const MAX_AGE_MS = 10 * 60_000;

/**
 * Where windows tell each other which of them waits for which sign-in, while one of them holds the redirect URI's port
 * (R44). A note has the hash of a `state` for its name and a port of this machine for its content: no secret.
 */
export class HandOver {
  readonly #folder: string;
  readonly #now: () => number;

  /** `folder` is shared by all windows and made on first use; `now` is in milliseconds since the epoch. */
  constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#now = now;
  }

  /**
   * Notes that the redirect with this `state` is waited for on a port; the result takes the note back and never
   * rejects. Rejects when the folder cannot be written.
   */
  async announce(state: string, port: number): Promise<() => Promise<void>> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.#path(state);
    const draft = `${path}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify({ port, atMs: this.#now() }), { mode: 0o600 });
    await rename(draft, path);
    await this.#sweep();
    // A note that stays is swept up when it is old.
    return () => rm(path, { force: true }).catch(() => undefined);
  }

  /** The port on which another window waits for this `state`; undefined when none does. Never rejects. */
  async portOf(state: string): Promise<number | undefined> {
    try {
      const note: unknown = JSON.parse(await readFile(this.#path(state), "utf8"));
      if (typeof note !== "object" || note === null || !("port" in note) || !("atMs" in note)) {
        return undefined;
      }
      const { port, atMs } = note;
      if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65_535) {
        return undefined;
      }
      // Either way: the machine's clock may be set back, but no window writes far into the future.
      const ageMs = Math.abs(this.#now() - (typeof atMs === "number" ? atMs : NaN));
      return ageMs < MAX_AGE_MS ? port : undefined;
    } catch {
      return undefined;
    }
  }

  /** Removes what windows left behind that died. */
  async #sweep(): Promise<void> {
    try {
      for (const name of await readdir(this.#folder)) {
        const path = join(this.#folder, name);
        const { mtimeMs } = await stat(path);
        if (this.#now() - mtimeMs >= MAX_AGE_MS) await rm(path, { force: true });
      }
    } catch {
      // Another window removed its note at this moment; the next sign-in sweeps again.
    }
  }

  /** A hash, because a `state` comes from outside and must not choose the path. */
  #path(state: string): string {
    return join(this.#folder, createHash("sha256").update(state).digest("hex"));
  }
}
