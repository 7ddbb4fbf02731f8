import { Emitter } from "../../emitter.ts";
import type { SecretStore } from "./store.ts";

/** A secret storage that lasts as long as the object: for trying a credential, and where the system has none that works. */
export function createMemoryStore(): SecretStore {
  const entries = new Map<string, string>();
  const changed = new Emitter<string>();
  return {
    get: async (key) => entries.get(key),
    set: async (key, value) => {
      entries.set(key, value);
      changed.fire(key);
    },
    delete: async (key) => {
      entries.delete(key);
      changed.fire(key);
    },
    keys: async () => [...entries.keys()],
    onDidChange: changed.event,
  };
}
