import type { SecretStorage } from "vscode";
import type { SecretStore } from "../../core/credentials/storage/store.ts";

/** The editor's secret storage as the core wants it. */
export function createSecretStore(secrets: SecretStorage): SecretStore {
  return {
    get: (key) => secrets.get(key),
    set: (key, value) => secrets.store(key, value),
    delete: (key) => secrets.delete(key),
    keys: () => secrets.keys(),
    onDidChange: (listener) => secrets.onDidChange(({ key }) => listener(key)),
  };
}
