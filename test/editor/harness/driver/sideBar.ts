import type { Locator, Page } from "playwright-core";
import { appears, attempt, ATTEMPT_MS, comesTrue } from "./attempts.ts";
import { textInAnyCase, wholeText } from "./wholeText.ts";

/** One row of a tree, as the user reads it. */
interface TreeRow {
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
  /** Shows what is below the row with this label; does nothing where it is shown already. */
  expandTreeRow(label: string): Promise<void>;
  /** Hides what is below the row with this label; does nothing where it is hidden already. */
  collapseTreeRow(label: string): Promise<void>;
  /** Clicks an inline action of a tree row, by its tooltip. */
  clickTreeAction(label: string, action: string): Promise<void>;
  /** Chooses an item below the account whose name contains this text, in the Accounts menu of the activity bar. */
  chooseFromAccountsMenu(account: string, item: string): Promise<void>;
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

  // An item that has a menu below it contains that menu's items too: the last match is the innermost.
  const menuItem = (text: string | RegExp): Locator =>
    page.locator(".context-view .monaco-menu .action-item", { hasText: text }).last();
  // A menu takes no click in its first tenth of a second, but it takes the keyboard.
  const choose = async (item: Locator): Promise<void> => {
    await item.hover();
    await page.keyboard.press("Enter");
  };

  /** A click toggles, so it is made only while the element, which may be about to change, says otherwise. */
  const setExpanded = (element: Locator, expanded: boolean, what: string): Promise<void> => {
    const isSet = async (): Promise<boolean> =>
      (await element.getAttribute("aria-expanded", { timeout: ATTEMPT_MS })) === String(expanded);
    return attempt(what, async () => {
      if (await isSet()) return true;
      await element.click({ timeout: ATTEMPT_MS });
      return comesTrue(isSet);
    });
  };

  return {
    treeRow,
    expandTreeRow: (label) => setExpanded(treeRow(label), true, `what is below "${label}"`),
    collapseTreeRow: (label) => setExpanded(treeRow(label), false, `nothing below "${label}"`),
    openView: async (container, view) => {
      const entry = page.locator(
        `.activitybar .action-item:has(.action-label[aria-label^="${container}"])`,
      );
      const title = sideBar.locator(".composite.title h2", { hasText: textInAnyCase(container) });
      await entry.waitFor();
      await attempt(`the view container "${container}"`, async () => {
        // A click on the container that is open closes it; that of a window before is opened again by itself.
        const isOpen = (await entry.getAttribute("class"))?.includes("checked") === true;
        if (!isOpen) await entry.click({ timeout: ATTEMPT_MS });
        return appears(title);
      });
      if (view === undefined) return;
      await setExpanded(pane(view).locator(".pane-header"), true, `the view "${view}"`);
    },
    treeRows: (view) => rowsOf(view).evaluateAll(readRows),
    clickTreeAction: async (label, action) => {
      const row = treeRow(label);
      await row.waitFor();
      // The row that the mouse is on is another element when the tree is drawn anew.
      await attempt(`the action "${action}" of "${label}"`, async () => {
        await row.hover({ timeout: ATTEMPT_MS });
        const found = row.locator(`.actions .action-label[aria-label^="${action}"]`);
        await found.click({ timeout: ATTEMPT_MS });
        return true;
      });
    },
    chooseFromAccountsMenu: async (account, item) => {
      const accounts = page.locator('.activitybar .action-label[aria-label^="Accounts"]');
      // The open menu does not take up an account that the workbench hears of only now.
      await attempt(`the account "${account}" in the Accounts menu`, async () => {
        await accounts.click({ timeout: ATTEMPT_MS });
        if (await appears(menuItem(account))) return true;
        await page.keyboard.press("Escape");
        return false;
      });
      await menuItem(account).hover();
      await choose(menuItem(wholeText(item)));
    },
  };
}

/** As much of the page's `Element` as is used here; the tests' types have no DOM. */
interface PageElement {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** Reads the rows in the page, in one step: rows come and go while the tree is drawn anew. */
function readRows(rows: readonly PageElement[]): TreeRow[] {
  return rows.map((row) => {
    const text = (selector: string) =>
      [...row.querySelectorAll(selector)].map((element) => element.textContent ?? "").join(" ");
    const expanded = row.getAttribute("aria-expanded");
    return {
      label: row.querySelector(".label-name")?.textContent ?? "",
      description: text(".label-description"),
      level: Number(row.getAttribute("aria-level")),
      expanded: expanded === null ? undefined : expanded === "true",
    };
  });
}
