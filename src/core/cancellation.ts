/**
 * A controller that aborts when the given signal does, and can be aborted by itself. Unlike the signal that
 * `AbortSignal.any` makes, it is not collected while somebody still waits for it.
 */
export function linkedTo(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true, signal: controller.signal });
  return controller;
}
