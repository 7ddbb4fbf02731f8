import { nextStepUp, type StepUp } from "../../oauth/tokens/scopes.ts";

/** What each server was asked for beyond its first sign-in, while the window is open (R39). */
export class StepUps {
  readonly #made = new Map<string, StepUp>();

  /**
   * The next sign-in for more scopes: it asks for the union of what is granted, what was asked for before and what is
   * wanted now. Throws `stepUpExhausted` when the same scopes were asked for three times and are wanted still; a scope
   * that was not asked for yet, such as that of another tool, begins anew.
   */
  next(server: string, granted: readonly string[], wanted: readonly string[]): StepUp {
    const before = this.#made.get(server);
    const isNew = wanted.some((scope) => !before?.scopes.includes(scope));
    return nextStepUp(before && isNew ? { ...before, authorizations: 0 } : before, granted, wanted);
  }

  /** Counts a sign-in that the user completed; one that was cancelled does not count. */
  made(server: string, step: StepUp): void {
    this.#made.set(server, step);
  }

  /** Forgets a server's steps: its session is over. */
  forget(server: string): void {
    this.#made.delete(server);
  }
}
