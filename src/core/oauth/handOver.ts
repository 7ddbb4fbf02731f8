import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
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

  /** Notes that the redirect with this `state` is waited for on a port; the result takes the note back. */
  async announce(state: string, port: number): Promise<() => Promise<void>> {
    await mkdir(this.#folder, { recursive: true });
    const path = this.#path(state);
    await writeFile(path, JSON.stringify({ port, atMs: this.#now() }));
    return () => rm(path, { force: true });
  }

  /** The port on which another window waits for this `state`; undefined when none does. */
  async portOf(state: string): Promise<number | undefined> {
    try {
      const note: unknown = JSON.parse(await readFile(this.#path(state), "utf8"));
      if (typeof note !== "object" || note === null || !("port" in note) || !("atMs" in note)) {
        return undefined;
      }
      const { port, atMs } = note;
      const valid =
        Number.isInteger(port) &&
        Number(port) > 0 &&
        Number(port) <= 65_535 &&
        this.#now() - Number(atMs) < MAX_AGE_MS;
      return valid ? Number(port) : undefined;
    } catch {
      return undefined;
    }
  }

  #path(state: string): string {
    return join(this.#folder, createHash("sha256").update(state).digest("hex"));
  }
}
