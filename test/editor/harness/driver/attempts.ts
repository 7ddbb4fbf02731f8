import { setTimeout as pause } from "node:timers/promises";
import type { Locator } from "playwright-core";

/** For one attempt at a step. The workbench answers within it, except on a very busy machine. */
export const ATTEMPT_MS = 3_000;

const GIVE_UP_AFTER_MS = 60_000;
const POLL_INTERVAL_MS = 50;

/** Whether an element comes into view within a time. */
export async function appears(element: Locator, timeoutMs = ATTEMPT_MS): Promise<boolean> {
  return element.waitFor({ timeout: timeoutMs }).then(
    () => true,
    () => false,
  );
}

/** Whether something comes true within a time. */
export async function comesTrue(
  check: () => Promise<boolean>,
  timeoutMs = ATTEMPT_MS,
): Promise<boolean> {
  const endMs = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > endMs) return false;
    await pause(POLL_INTERVAL_MS);
  }
  return true;
}

/**
 * Repeats an attempt until it resolves to true: the workbench loses a key or a click that comes before it has drawn, or
 * heard of, what the key or the click is for. An attempt that throws has failed like one that resolves to false.
 * Throws an Error that says what did not come, after a minute.
 */
export async function attempt(wanted: string, once: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + GIVE_UP_AFTER_MS;
  let cause: unknown;
  do {
    try {
      if (await once()) return;
    } catch (error) {
      cause = error;
    }
    await pause(POLL_INTERVAL_MS);
  } while (Date.now() < endMs);
  throw new Error(`The window did not show ${wanted}.`, { cause });
}
