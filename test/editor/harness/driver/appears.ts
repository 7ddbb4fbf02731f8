import type { Locator } from "playwright-core";

/** Whether an element comes into view within a time. */
export async function appears(element: Locator, timeoutMs: number): Promise<boolean> {
  return element.waitFor({ timeout: timeoutMs }).then(
    () => true,
    () => false,
  );
}
