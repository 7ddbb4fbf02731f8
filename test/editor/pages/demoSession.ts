import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { startDemoServers, type DemoOptions, type DemoServers } from "../../peers/demo.ts";
import { openSession, type Session, type SessionOptions } from "../harness/session.ts";
import type { EditorWindow } from "../harness/window.ts";

/** The demo servers and an editor whose workspace names them. */
export interface DemoSession {
  readonly demo: DemoServers;
  readonly session: Session;
  /** Texts of the modal dialogs that the window showed. */
  readonly dialogs: readonly string[];
  close(): Promise<void>;
}

/** A browser on this machine, and any free port, so that sessions can run side by side. */
const SETTINGS = { "mcpConnect.redirectMethod": "loopback", "mcpConnect.redirectPort": 0 };

/** Starts the demo servers and an editor whose workspace settings name them. */
export async function openDemoSession(
  options: SessionOptions & DemoOptions = {},
): Promise<DemoSession> {
  const demo = await startDemoServers(options);
  try {
    const session = await openSession({
      ...options,
      settings: { ...SETTINGS, ...options.settings },
      files: {
        ".vscode/settings.json": JSON.stringify(
          { "mcpConnect.servers": demo.settings },
          undefined,
          2,
        ),
        ...options.files,
      },
    });
    return {
      demo,
      session,
      dialogs: await recordDialogs(session.window.page),
      close: async () => {
        await session.close();
        await demo.stop();
      },
    };
  } catch (error) {
    await demo.stop();
    throw error;
  }
}

/** Keeps the text of each modal dialog that the page shows from now on, over reloads. */
async function recordDialogs(page: Page): Promise<readonly string[]> {
  const texts: string[] = [];
  await page.exposeFunction("noteDialog", (text: string) => texts.push(text));
  const observe = `{
    let shown;
    new MutationObserver(() => {
      const dialog = document.querySelector(".monaco-dialog-box");
      if (dialog && dialog !== shown) noteDialog(dialog.innerText);
      shown = dialog;
    }).observe(document, { childList: true, subtree: true });
  }`;
  await page.addInitScript(observe);
  await page.evaluate(observe);
  return texts;
}

/** How long it takes at most until the editor knows a server of the settings. */
const KNOWN_AFTER_MS = 20_000;

/**
 * Starts a server as the editor does when its tools are wanted: again and again until something is seen to happen,
 * because the editor does nothing for a server that it does not know yet. What happens is for the test to check.
 */
export async function startServer(window: EditorWindow, name: string): Promise<void> {
  await expect.poll(() => serverState(window, name)).toBeDefined();
  const scene = async () =>
    JSON.stringify([await serverState(window, name), await window.notifications()]);
  const before = await scene();
  const endMs = Date.now() + KNOWN_AFTER_MS;
  do {
    await window.evaluate(async (vscode, id) => {
      await vscode.commands.executeCommand("workbench.mcp.startServer", id);
    }, `mcp-connect.mcp-connect/${name}`);
    await sleep(200);
  } while ((await scene()) === before && Date.now() < endMs);
}

/** The grey text behind a server's name in the tree. */
export async function serverState(window: EditorWindow, name: string): Promise<string | undefined> {
  const rows = await window.treeRows();
  return rows.find(({ label, level }) => label === name && level === 1)?.description;
}

/** Waits until the tree shows this state for a server. */
export async function waitForState(
  window: EditorWindow,
  name: string,
  state: string | RegExp,
): Promise<void> {
  const matcher =
    typeof state === "string"
      ? expect.stringMatching(exactly(state))
      : expect.stringMatching(state);
  await expect.poll(() => serverState(window, name)).toEqual(matcher);
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
}

/** Signs in on the authorization server's page and gives what the page in the end says. */
export async function signInOnPage(tab: Page, person: string): Promise<string> {
  const name = tab.getByLabel("Your name");
  const allow = tab.getByRole("button", { name: "Allow" });
  await name.or(allow).first().waitFor();
  if (await name.isVisible()) {
    await name.fill(person);
    await tab.getByRole("button", { name: "Sign in" }).click();
  } else {
    await allow.click();
  }
  await tab.waitForURL(/\/callback/);
  return tab.locator("body").innerText();
}

/** What a tool call came to: its text, or the error's message. */
export async function callTool(
  window: EditorWindow,
  server: string,
  tool: string,
  input: Record<string, unknown> = {},
): Promise<string> {
  // The editor offers the tools a moment after it has listed them.
  const matches = (name: string) => name.startsWith(`mcp_${server}_`) && name.endsWith(`_${tool}`);
  await expect.poll(async () => (await toolNames(window)).some(matches)).toBe(true);
  const found = (await toolNames(window)).find(matches);
  return window.evaluate(
    async (vscode, { name, input: toolInput }) => {
      try {
        const result = await vscode.lm.invokeTool(name, {
          input: toolInput,
          toolInvocationToken: undefined,
        });
        return result.content
          .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ""))
          .join("");
      } catch (error) {
        return `error: ${error instanceof Error ? error.message : String(error)}`;
      }
    },
    { name: found ?? tool, input },
  );
}

/** Names of the tools that the editor offers to models. */
export async function toolNames(window: EditorWindow): Promise<readonly string[]> {
  return window.evaluate((vscode) => vscode.lm.tools.map(({ name }) => name));
}
