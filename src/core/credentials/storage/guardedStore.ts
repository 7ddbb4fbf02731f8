import { t } from "@vscode/l10n";
import { Emitter } from "../../emitter.ts";
import { Failure } from "../../failure.ts";
import { createMemoryStore } from "./memoryStore.ts";
import type { SecretStore } from "./store.ts";

/** A secret storage whose trouble is told, and that can be left for the memory of this window. */
export interface GuardedStore extends SecretStore {
  /** Fires when storage fails after it worked, or at first. */
  readonly onDidFail: Emitter<Failure>["event"];
  /** Keeps secrets in memory from now on, until the window closes. */
  useMemory(): void;
}

/** How long storage may take: a keyring may be waiting for its password, and the user for the editor. */
const TIME_LIMIT_MS = 15_000;

/**
 * Wraps the system's secret storage, which may be slow, throw, or forget what it is given, as one without a keyring does.
 * Each of its calls rejects with the Failure `secretStoreFailed` then; a written secret is read back once.
 */
export function createGuardedStore(
  platform: SecretStore,
  timeLimitMs: number = TIME_LIMIT_MS,
): GuardedStore {
  const memory = createMemoryStore();
  const failed = new Emitter<Failure>();
  const changed = new Emitter<string>();
  let isInMemory = false;
  let isFailing = false;
  platform.onDidChange((key) => {
    if (!isInMemory) changed.fire(key);
  });
  memory.onDidChange((key) => changed.fire(key));

  async function guard<T>(work: () => PromiseLike<T>): Promise<T> {
    try {
      const result = await inTime(work(), timeLimitMs);
      isFailing = false;
      return result;
    } catch (cause) {
      const failure = asFailure(cause);
      if (!isFailing) failed.fire(failure);
      isFailing = true;
      throw failure;
    }
  }

  return {
    onDidFail: failed.event,
    onDidChange: changed.event,
    useMemory: () => {
      isInMemory = true;
    },
    get: (key) => (isInMemory ? memory.get(key) : guard(() => platform.get(key))),
    set: async (key, value) => {
      if (isInMemory) return memory.set(key, value);
      await guard(async () => {
        await platform.set(key, value);
        if ((await platform.get(key)) !== value) throw forgetful();
      });
    },
    delete: (key) => (isInMemory ? memory.delete(key) : guard(() => platform.delete(key))),
    keys: () =>
      isInMemory
        ? memory.keys()
        : guard(async () => {
            const keys: unknown = await platform.keys();
            if (Array.isArray(keys)) return keys.filter((key) => typeof key === "string");
            throw new TypeError("The list of keys is no list.");
          }),
  };
}

function inTime<T>(work: PromiseLike<T>, timeLimitMs: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      late.reject(
        new Failure(
          "secretStoreFailed",
          t(
            "Secret storage does not answer. If this system asks for the password of its keyring, enter it.",
          ),
        ),
      ),
    timeLimitMs,
  );
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

function forgetful(): Failure {
  return new Failure(
    "secretStoreFailed",
    t(
      "Secret storage does not keep what it is given. Check that this system has a keyring and that it is unlocked.",
    ),
  );
}

function asFailure(cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  return new Failure(
    "secretStoreFailed",
    t(
      "Secret storage does not work. Check that this system has a keyring and that it is unlocked.",
    ),
    {},
    { cause },
  );
}
