import type { Page } from "playwright-core";
import { driveMessages, type MessageDriver } from "./driver/messages.ts";
import { driveQuickInput, type QuickInputDriver } from "./driver/quickInput.ts";
import { driveSideBar, type SideBarDriver } from "./driver/sideBar.ts";
import { driveTextEditor, type TextEditorDriver } from "./driver/textEditor.ts";
import type { Evaluate } from "./probe.ts";

/** What the user does in a window. Each step waits for what it needs and throws when that does not come in a minute. */
export interface Driver extends QuickInputDriver, SideBarDriver, MessageDriver, TextEditorDriver {
  /** Waits until this text stands somewhere in the window. */
  waitForText(text: string): Promise<void>;
}

/** Drives the workbench in a page. */
export function driveWorkbench(page: Page, evaluate: Evaluate): Driver {
  return {
    ...driveQuickInput(page, evaluate),
    ...driveSideBar(page),
    ...driveMessages(page),
    ...driveTextEditor(page, evaluate),
    waitForText: (text) => page.getByText(text).first().waitFor(),
  };
}
