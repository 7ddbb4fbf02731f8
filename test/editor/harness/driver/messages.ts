import type { Locator, Page } from "playwright-core";
import { appears, attempt, ATTEMPT_MS } from "./attempts.ts";
import { wholeText } from "./wholeText.ts";

/** A notification, as a toast or in the notification center. */
interface Notification {
  text: string;
  buttons: string[];
}

/** Notifications and modal dialogs. */
export interface MessageDriver {
  /** The notifications in view. */
  notifications(): Promise<Notification[]>;
  /** Waits for a notification that contains the text, in the notification center if no toast shows it. */
  waitForNotification(text: string): Promise<Notification>;
  /** Clicks a button of the notification that contains the text, or of one that has such a button. */
  clickNotification(button: string, text?: string): Promise<void>;
  /** Waits for a modal dialog and resolves to its text. */
  dialogText(): Promise<string>;
  /** Clicks a button of the open modal dialog. */
  answerDialog(button: string): Promise<void>;
}

/** Drives the messages of a workbench. */
export function driveMessages(page: Page): MessageDriver {
  const items = page.locator(".notification-list-item:visible");
  const center = page.locator(".notifications-center");
  const bell = page.locator('[id="status.notifications"]');
  const dialog = page.locator(".monaco-dialog-box");

  /** The workbench shows three toasts in 0.8 s, and the rest, like those that went, only behind the bell. */
  const comesIntoView = async (item: Locator): Promise<boolean> => {
    if (await appears(item)) return true;
    if (!(await center.isVisible())) await bell.click({ timeout: ATTEMPT_MS });
    return appears(item);
  };

  return {
    notifications: () => items.evaluateAll(readItems),
    waitForNotification: async (text) => {
      const item = items.filter({ hasText: text }).first();
      let found: Notification | undefined;
      await attempt(`the notification "${text}"`, async () => {
        if (await comesIntoView(item)) found = await readItem(item);
        return found !== undefined;
      });
      if (!found) throw new Error("A notification that was found has been read.");
      return found;
    },
    clickNotification: (name, text = "") => {
      const item = items.filter({ hasText: text, has: button(page, name) }).first();
      return attempt(`the button "${name}" of the notification "${text}"`, async () => {
        if (!(await comesIntoView(item))) return false;
        // A toast goes by itself, but not while the mouse is on it.
        await item.hover({ timeout: ATTEMPT_MS });
        await button(item, name).click({ timeout: ATTEMPT_MS });
        return true;
      });
    },
    dialogText: async () => (await dialog.locator(".dialog-message-container").innerText()).trim(),
    answerDialog: async (name) => {
      const answered = await dialog.locator(".dialog-message-container").innerText();
      await button(dialog, name).click();
      // The answer may open the next dialog at once, which is not the one to wait for.
      await dialog
        .filter({ hasText: answered.split("\n")[0] ?? answered })
        .waitFor({ state: "detached" });
    },
  };
}

function button(within: Page | Locator, name: string): Locator {
  return within.locator(".monaco-button", { hasText: wholeText(name) });
}

async function readItem(item: Locator): Promise<Notification> {
  const buttons = item.locator(".notification-list-item-buttons-container .monaco-button");
  return {
    text: (
      await item.locator(".notification-list-item-message").innerText({ timeout: ATTEMPT_MS })
    ).trim(),
    buttons: await buttons.allInnerTexts(),
  };
}

/** As much of the page's `Element` as is used here; the tests' types have no DOM. */
interface PageElement {
  readonly textContent: string | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** Reads notifications in the page, in one step: toasts come and go. */
function readItems(items: readonly PageElement[]): Notification[] {
  return items.map((item) => ({
    text: (item.querySelector(".notification-list-item-message")?.textContent ?? "").trim(),
    buttons: [
      ...item.querySelectorAll(".notification-list-item-buttons-container .monaco-button"),
    ].map((element) => element.textContent ?? ""),
  }));
}
