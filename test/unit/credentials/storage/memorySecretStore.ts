import type { SecretStore } from "../../../../src/core/credentials/storage/store.ts";
import { Emitter } from "../../../../src/core/emitter.ts";

/** Secret storage in memory, shared by windows as the editor's is: each change is told to all of them, a moment later. */
export class MemorySecrets {
  readonly entries = new Map<string, string>();
  readonly #changed = new Emitter<string>();
  /** What the next calls do instead of working. */
  failure: Error | undefined;

  /** Secret storage as one window sees it. */
  window(): SecretStore {
    return {
      get: async (key) => {
        this.#work();
        return this.entries.get(key);
      },
      set: async (key, value) => {
        this.#work();
        this.entries.set(key, value);
        queueMicrotask(() => this.#changed.fire(key));
      },
      delete: async (key) => {
        this.#work();
        this.entries.delete(key);
        queueMicrotask(() => this.#changed.fire(key));
      },
      keys: async () => {
        this.#work();
        return [...this.entries.keys()];
      },
      onDidChange: this.#changed.event,
    };
  }

  #work(): void {
    if (this.failure) throw this.failure;
  }
}
