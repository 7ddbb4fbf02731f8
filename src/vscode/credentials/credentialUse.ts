import type { Memento } from "vscode";
import { lockNameOf, type CredentialKey } from "../../core/credentials/storage/store.ts";
import type { Clock } from "../../core/ports.ts";

const KEY = "credentialUse";
/** Requests are many, and the list shows hours and days. */
const WRITE_INTERVAL_MS = 600_000;

/** When each credential was last accepted by its server. Names and addresses only, in the extension's own state. */
export class CredentialUse {
  readonly #state: Memento;
  readonly #clock: Clock;
  readonly #seen = new Map<string, number>();

  constructor(state: Memento, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  note(key: CredentialKey): void {
    const name = lockNameOf(key);
    const nowMs = this.#clock.now();
    if (nowMs - (this.#seen.get(name) ?? 0) < WRITE_INTERVAL_MS) return;
    this.#seen.set(name, nowMs);
    void this.#state.update(KEY, { ...this.#stored(), [name]: nowMs });
  }

  lastUsedAtMs(key: CredentialKey): number | undefined {
    return this.#stored()[lockNameOf(key)];
  }

  #stored(): Readonly<Record<string, number>> {
    return this.#state.get<Record<string, number>>(KEY) ?? {};
  }
}
