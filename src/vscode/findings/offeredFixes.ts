import type { FixAction } from "../../core/finding.ts";

/** How many fixes are remembered; a view and the menus at a cursor offer a few dozen. */
const MAX_OFFERED = 500;

/**
 * The fixes that this window has offered and may still show, by random ids. A command that applies a fix takes such an
 * id: what anybody else makes up, or offered long ago, is none.
 */
export class OfferedFixes {
  /** In the order in which they were last offered. */
  readonly #actions = new Map<string, FixAction>();
  readonly #ids = new Map<string, string>();
  readonly #limit: number;

  constructor(limit: number = MAX_OFFERED) {
    this.#limit = limit;
  }

  /** The id under which an action is applied; the same one while it is remembered. */
  offer(action: FixAction): string {
    const text = JSON.stringify(action);
    const id = this.#ids.get(text) ?? globalThis.crypto.randomUUID();
    this.#actions.delete(id);
    this.#actions.set(id, action);
    this.#ids.set(text, id);
    for (const [oldest, forgotten] of this.#actions) {
      if (this.#actions.size <= this.#limit) break;
      this.#actions.delete(oldest);
      this.#ids.delete(JSON.stringify(forgotten));
    }
    return id;
  }

  /** The action that was offered under an id; undefined for everything else. */
  get(id: unknown): FixAction | undefined {
    return typeof id === "string" ? this.#actions.get(id) : undefined;
  }
}
