import type { Locator, Page } from "playwright-core";
import { wholeText } from "./wholeText.ts";

/** A notification toast. */
export interface Notification {
  text: string;
  buttons: string[];
}

/** Notifications and modal dialogs. */
export interface MessageDriver {
  notifications(): Promise<Notification[]>;
  /** Waits for a notification that contains the text and resolves to all of it. */
  waitForNotification(text: string): Promise<Notification>;
  /** Clicks a button of the notification that contains the text, or of the only one with such a button. */
  clickNotification(button: string, text?: string): Promise<void>;
  /** Waits for a modal dialog and resolves to its text. */
  dialogText(): Promise<string>;
  /** Clicks a button of the open modal dialog. */
  answerDialog(button: string): Promise<void>;
}

/** Drives the messages of a workbench. */
export function driveMessages(page: Page): MessageDriver {
  const toasts = page.locator(".notification-toast");
  const dialog = page.locator(".monaco-dialog-box");

  return {
    notifications: async () => Promise.all((await toasts.all()).map(readToast)),
    waitForNotification: async (text) => {
      const toast = toasts.filter({ hasText: text }).first();
      await toast.waitFor();
      return readToast(toast);
    },
    clickNotification: (name, text = "") => button(toasts.filter({ hasText: text }), name).click(),
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

async function readToast(toast: Locator): Promise<Notification> {
  const buttons = toast.locator(".notification-list-item-buttons-container .monaco-button");
  return {
    text: (await toast.locator(".notification-list-item-message").innerText()).trim(),
    buttons: await buttons.allInnerTexts(),
  };
}
