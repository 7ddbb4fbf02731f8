import { describe, expect, it } from "vitest";
import { createGuardedStore } from "../../../../src/core/credentials/storage/guardedStore.ts";
import { createMemoryStore } from "../../../../src/core/credentials/storage/memoryStore.ts";
import {
  CredentialStore,
  type SecretStore,
} from "../../../../src/core/credentials/storage/store.ts";
import { isFailure } from "../../../../src/core/failure.ts";
import { silentLogger } from "../../../../src/core/log.ts";

const failing = () => Promise.reject(new Error("no keyring: canary"));
const never = () => new Promise<never>(() => {});

/** What came of a call: its value, or the code and the sentence of the failure. */
async function outcome(work: PromiseLike<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    return isFailure(error) ? [error.code, error.message] : error;
  }
}

function guarded(changes: Partial<SecretStore>) {
  const platform = { ...createMemoryStore(), ...changes };
  const store = createGuardedStore(platform, 20);
  const told: string[] = [];
  store.onDidFail(({ message }) => told.push(message));
  return { platform, store, told };
}

const DOES_NOT_WORK = [
  "secretStoreFailed",
  "Secret storage does not work. Check that this system has a keyring and that it is unlocked.",
];

describe("Secret storage in trouble", () => {
  it("that works is passed through", async () => {
    const { store, told } = guarded({});
    const heard: string[] = [];
    store.onDidChange((key) => heard.push(key));
    await store.set("key", "value");
    expect([await store.get("key"), await store.keys(), heard, told]).toEqual([
      "value",
      ["key"],
      ["key"],
      [],
    ]);
    await store.delete("key");
    expect(await store.get("key")).toBe(undefined);
  });

  it("that throws is told once, in our words", async () => {
    const { store, told } = guarded({ get: failing, set: failing, keys: failing, delete: failing });
    expect([
      await outcome(store.get("key")),
      await outcome(store.set("key", "value")),
      await outcome(store.keys()),
      await outcome(store.delete("key")),
      told,
    ]).toEqual([DOES_NOT_WORK, DOES_NOT_WORK, DOES_NOT_WORK, DOES_NOT_WORK, [DOES_NOT_WORK[1]]]);
  });

  it("that is told again when it fails after it had worked", async () => {
    let works = false;
    const { store, told } = guarded({ get: () => (works ? Promise.resolve("x") : failing()) });
    await outcome(store.get("key"));
    works = true;
    await store.get("key");
    works = false;
    await outcome(store.get("key"));
    expect(told).toHaveLength(2);
  });

  it("that does not answer is given up", async () => {
    const { store } = guarded({ get: never });
    expect(await outcome(store.get("key"))).toEqual([
      "secretStoreFailed",
      "Secret storage does not answer. If this system asks for the password of its keyring, enter it.",
    ]);
  });

  it("that forgets what it is given is found out when something is stored", async () => {
    const { store } = guarded({ get: async () => undefined });
    expect(await outcome(store.set("key", "value"))).toEqual([
      "secretStoreFailed",
      "Secret storage does not keep what it is given. Check that this system has a keyring and that it is unlocked.",
    ]);
  });

  it("that gives rubbish gives no credential", async () => {
    const rubbish: object = { get: async () => 7, keys: async () => "rubbish" };
    const { store } = guarded(rubbish);
    const credentials = new CredentialStore(store, silentLogger);
    const key = { server: "crm", origin: "https://mcp.example" };
    expect([await outcome(store.keys()), await credentials.readFresh(key)]).toEqual([
      DOES_NOT_WORK,
      undefined,
    ]);
  });

  it("is left for memory when the user agrees, and hears no more of the system's", async () => {
    const { platform, store, told } = guarded({ set: failing });
    const heard: string[] = [];
    store.onDidChange((key) => heard.push(key));
    store.useMemory();
    await store.set("key", "value");
    await platform.delete("key");
    expect([await store.get("key"), await store.keys(), heard, told]).toEqual([
      "value",
      ["key"],
      ["key"],
      [],
    ]);
    await store.delete("key");
    expect(await store.keys()).toEqual([]);
  });
});
