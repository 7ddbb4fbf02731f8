/**
 * Runs in the window's page before the workbench: makes SecretStorage behave as on the desktop, where all windows of a
 * user read and write one store, and each hears of the others' changes. The web front end reads its store once, when
 * a window opens, and writes back all that it knows, so a window neither sees nor keeps what another one stored.
 * The store is an IndexedDB of the browser profile: it survives a restart under the same port and profile. Values are
 * encrypted, as every secret storage has them, so that a search of the profile for secrets proves something.
 */
export function shareSecrets() {
  if (globalThis.top !== globalThis.self) return;
  const NAME = "editor-test-secrets";
  const STORE = "secrets";

  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE));
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });

  async function inStore(mode, use) {
    const database = await opened;
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const request = use(transaction.objectStore(STORE));
    return new Promise((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve(request.result));
      transaction.addEventListener("abort", () => reject(transaction.error));
    });
  }

  const encryptionKey = crypto.subtle.importKey(
    "raw",
    new Uint8Array(32).fill(7),
    "AES-GCM",
    false,
    ["encrypt", "decrypt"],
  );

  async function encrypt(text) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv },
      await encryptionKey,
      new TextEncoder().encode(text),
    );
    return { iv, data };
  }

  async function decrypt(value) {
    if (value === undefined) return undefined;
    const { iv, data } = value;
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await encryptionKey, data);
    return new TextDecoder().decode(text);
  }

  function provideTo(service) {
    const changes = new BroadcastChannel(NAME);
    const tellOthers = changes.postMessage.bind(changes);
    changes.addEventListener("message", ({ data: key }) =>
      service.onDidChangeSecretEmitter.fire(key),
    );
    const change = async (key, use) => {
      await inStore("readwrite", use);
      tellOthers(key);
    };
    return {
      type: "persisted",
      get: async (key) => decrypt(await inStore("readonly", (store) => store.get(key))),
      set: async (key, value) => {
        const encrypted = await encrypt(value);
        await change(key, (store) => store.put(encrypted, key));
      },
      delete: (key) => change(key, (store) => store.delete(key)),
      keys: () => inStore("readonly", (store) => store.getAllKeys()),
    };
  }

  // The workbench offers no hook for this one. Its secret services, of which a window has more than one, keep their
  // provider in a property of this name.
  Reflect.defineProperty(Object.prototype, "_secretStorageProvider", {
    configurable: true,
    set() {
      const value = provideTo(this);
      Reflect.defineProperty(this, "_secretStorageProvider", { value, writable: true });
      globalThis.editorTestSecretsShared = true;
    },
  });
}
