import { randomUUID } from "node:crypto";
import { mkdirSync, watch } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SecretStore } from "../../../src/core/credentials/storage/store.ts";
import { Emitter, type Disposable } from "../../../src/core/emitter.ts";

/**
 * Secret storage that processes share as windows share the editor's: each value in a file that is replaced in one step,
 * and each change told to all of them, a moment later.
 */
export class FileSecrets implements SecretStore, Disposable {
  readonly #values: string;
  readonly #drafts: string;
  readonly #changed = new Emitter<string>();
  readonly #watcher;

  readonly onDidChange = this.#changed.event;

  constructor(folder: string) {
    this.#values = join(folder, "values");
    this.#drafts = join(folder, "drafts");
    for (const each of [this.#values, this.#drafts]) mkdirSync(each, { recursive: true });
    this.#watcher = watch(this.#values, (_event, name) => {
      if (name !== null) this.#changed.fire(decodeURIComponent(name));
    });
  }

  async get(key: string): Promise<string | undefined> {
    try {
      return await readFile(this.#path(key), "utf8");
    } catch {
      return undefined;
    }
  }

  async set(key: string, value: string): Promise<void> {
    const draft = join(this.#drafts, randomUUID());
    await writeFile(draft, value);
    await rename(draft, this.#path(key));
  }

  async delete(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
  }

  async keys(): Promise<readonly string[]> {
    return (await readdir(this.#values)).map((name) => decodeURIComponent(name));
  }

  dispose(): void {
    this.#watcher.close();
  }

  #path(key: string): string {
    return join(this.#values, encodeURIComponent(key));
  }
}
