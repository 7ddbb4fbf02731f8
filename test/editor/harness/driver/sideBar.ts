import type { Locator, Page } from "playwright-core";
import { textInAnyCase, wholeText } from "./wholeText.ts";

/** One row of a tree, as a person reads it. */
export interface TreeRow {
  label: string;
  /** The grey text behind the label; empty without one. */
  description: string;
  /** 1 for the outermost rows. */
  level: number;
  /** Undefined for a row that has nothing below it. */
  expanded: boolean | undefined;
}

/** The activity bar and the trees of the side bar. */
export interface SideBarDriver {
  /** Opens a view container of the activity bar, and the named view in it if that is collapsed. */
  openView(container: string, view?: string): Promise<void>;
  /** The rows of the side bar, or of one view in it. */
  treeRows(view?: string): Promise<TreeRow[]>;
  /** The row with this label, to click, to hover, or to wait for. */
  treeRow(label: string): Locator;
  /** Clicks an inline action of a tree row, by its tooltip. */
  clickTreeAction(label: string, action: string): Promise<void>;
  /** Opens a tree row's context menu and chooses an item. */
  chooseFromTreeMenu(label: string, item: string): Promise<void>;
}

/** Drives the side bar of a workbench. */
export function driveSideBar(page: Page): SideBarDriver {
  const sideBar = page.locator(".part.sidebar");
  const pane = (view: string): Locator =>
    sideBar.locator(".pane", { has: page.locator(`.pane-header[aria-label^="${view}"]`) });
  const rowsOf = (view?: string): Locator =>
    (view === undefined ? sideBar : pane(view)).locator(".monaco-list-row");
  const treeRow = (label: string): Locator =>
    rowsOf()
      .filter({ has: page.locator(".label-name", { hasText: wholeText(label) }) })
      .first();

  return {
    treeRow,
    openView: async (container, view) => {
      const entry = page.locator(
        `.activitybar .action-item:has(.action-label[aria-label^="${container}"])`,
      );
      await entry.waitFor();
      // A click on the container that is open closes it.
      if (!(await entry.getAttribute("class"))?.includes("checked")) await entry.click();
      await sideBar.locator(".composite.title h2", { hasText: textInAnyCase(container) }).waitFor();
      if (view === undefined) return;
      const header = pane(view).locator(".pane-header");
      if ((await header.getAttribute("aria-expanded")) === "false") await header.click();
    },
    treeRows: async (view) => Promise.all((await rowsOf(view).all()).map(readRow)),
    clickTreeAction: async (label, action) => {
      const row = treeRow(label);
      await row.hover();
      await row.locator(`.actions .action-label[aria-label^="${action}"]`).click();
    },
    chooseFromTreeMenu: async (label, item) => {
      await treeRow(label).click({ button: "right" });
      const entry = page.locator(".context-view .monaco-menu .action-item", {
        hasText: wholeText(item),
      });
      // A menu takes no click in its first tenth of a second, but it takes the keyboard.
      await entry.hover();
      await page.keyboard.press("Enter");
    },
  };
}

async function readRow(row: Locator): Promise<TreeRow> {
  const expanded = await row.getAttribute("aria-expanded");
  return {
    label: await row.locator(".label-name").first().innerText(),
    description: (await row.locator(".label-description").allInnerTexts()).join(" "),
    level: Number(await row.getAttribute("aria-level")),
    expanded: expanded === null ? undefined : expanded === "true",
  };
}
