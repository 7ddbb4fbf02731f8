import type { Locator, Page } from "playwright-core";
import { appears } from "./appears.ts";
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
  /** Clicks a button of the notification that contains the text, or of the only one with such a button. */
  clickNotification(button: string, text?: string): Promise<void>;
  /** Waits for a modal dialog and resolves to its text. */
  dialogText(): Promise<string>;
  /** Clicks a button of the open modal dialog. */
  answerDialog(button: string): Promise<void>;
}

const TOAST_WAIT_MS = 3_000;

/** Drives the messages of a workbench. */
export function driveMessages(page: Page): MessageDriver {
  const items = page.locator(".notification-list-item:visible");
  const center = page.locator(".notifications-center");
  const bell = page.locator('[id="status.notifications"]');
  const dialog = page.locator(".monaco-dialog-box");

  return {
    notifications: async () => Promise.all((await items.all()).map(readItem)),
    waitForNotification: async (text) => {
      const item = items.filter({ hasText: text }).first();
      // The workbench shows three toasts in 0.8 s, and the rest, like those that went, only behind the bell.
      if (!(await appears(item, TOAST_WAIT_MS))) {
        if (!(await center.isVisible())) await bell.click();
        await item.waitFor();
      }
      return readItem(item);
    },
    clickNotification: (name, text = "") => button(items.filter({ hasText: text }), name).click(),
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

function button(within: Locator, name: string): Locator {
  return within.locator(".monaco-button", { hasText: wholeText(name) });
}

async function readItem(item: Locator): Promise<Notification> {
  const buttons = item.locator(".notification-list-item-buttons-container .monaco-button");
  return {
    text: (await item.locator(".notification-list-item-message").innerText()).trim(),
    buttons: await buttons.allInnerTexts(),
  };
}
