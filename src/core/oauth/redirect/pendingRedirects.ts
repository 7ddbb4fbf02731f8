import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";

/** The sign-ins of this window that wait for their redirect, by `state`, for redirects that come from outside: an editor URI, a pasted address. */
export class PendingRedirects {
  readonly #waiting = new Map<string, (url: URL) => void>();

  /** Whether any sign-in waits. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Waits for the redirect with this `state`. Rejects with `cancelled` when the signal aborts. */
  wait(state: string, signal: AbortSignal): Promise<URL> {
    return new Promise<URL>((resolve, reject) => {
      const abort = () => reject(new Failure("cancelled", t("The sign-in was cancelled.")));
      if (signal.aborted) abort();
      signal.addEventListener("abort", abort, { once: true });
      this.#waiting.set(state, (url) => {
        signal.removeEventListener("abort", abort);
        resolve(url);
      });
    }).finally(() => this.#waiting.delete(state));
  }

  /** Hands a redirect to the sign-in that it belongs to; false when none waits for its `state`. */
  deliver(url: URL): boolean {
    const resolve = this.#waiting.get(url.searchParams.get("state") ?? "");
    resolve?.(url);
    return resolve !== undefined;
  }
}
