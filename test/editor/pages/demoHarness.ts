import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { attempt, comesTrue } from "../harness/driver/attempts.ts";
import { startDemoServers, type DemoOptions, type DemoServers } from "../../peers/demo.ts";
import {
  openEditorHarness,
  type EditorHarness,
  type EditorHarnessOptions,
} from "../harness/editorHarness.ts";
import type { EditorWindow } from "../harness/window.ts";

/** The demo servers and an editor whose workspace names them. */
export interface DemoHarness {
  readonly demo: DemoServers;
  readonly editor: EditorHarness;
  /** Texts of the modal dialogs that the window showed. */
  readonly dialogs: readonly string[];
  close(): Promise<void>;
}

/** A browser on this machine, and any free port, so that sessions can run side by side. */
const SETTINGS = { "mcpConnect.redirectMethod": "loopback", "mcpConnect.redirectPort": 0 };

/** Starts the demo servers and an editor whose workspace settings name them. */
export async function openDemoHarness(
  options: EditorHarnessOptions & DemoOptions = {},
): Promise<DemoHarness> {
  const demo = await startDemoServers(options);
  try {
    const editor = await openEditorHarness({
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
      editor,
      dialogs: await recordDialogs(editor.window.page),
      close: async () => {
        await editor.close();
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

/** How long a server is started again and again where nothing is to be seen of it. */
const UNSEEN_FOR_MS = 5_000;

/**
 * Starts a server as the editor does when its tools are wanted: again and again, because the editor does nothing for a
 * server that it does not know yet. Ends when the tree shows this state for it or a notification contains this text;
 * without one, for a start of which nothing is to be seen, after some seconds.
 */
export async function startServer(
  window: EditorWindow,
  name: string,
  shown?: string | RegExp,
): Promise<void> {
  await expect.poll(() => serverState(window, name)).toBeDefined();
  const start = (): Promise<void> =>
    window.evaluate(async (vscode, id) => {
      await vscode.commands.executeCommand("workbench.mcp.startServer", id);
    }, `mcp-connect.mcp-connect/${name}`);
  if (shown === undefined) {
    const endMs = Date.now() + UNSEEN_FOR_MS;
    do {
      await start();
      await pause(200);
    } while (Date.now() < endMs);
    return;
  }
  const said = typeof shown === "string" ? new RegExp(escaped(shown)) : shown;
  const isShown = async () => {
    const state = (await serverState(window, name)) ?? "";
    if (typeof shown === "string" ? state === shown : shown.test(state)) return true;
    return (await window.notifications()).some(({ text }) => said.test(text));
  };
  // A start shows “Connecting…” first: what came of it must have its time before the next one.
  await attempt(`“${name}” as ${String(shown)}`, async () => {
    await start();
    return comesTrue(isShown);
  });
}

/** The grey text behind a server's name in the tree. */
async function serverState(window: EditorWindow, name: string): Promise<string | undefined> {
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
      ? expect.stringMatching(new RegExp(`^${escaped(state)}$`))
      : expect.stringMatching(state);
  await expect.poll(() => serverState(window, name)).toEqual(matcher);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
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
