import { randomUUID } from "node:crypto";
import type { BrowserContext, Page } from "playwright-core";
import { openPage } from "./browser.ts";
import { driveWorkbench, type Driver } from "./driver.ts";
import type { Editor } from "./editor.ts";
import { shareSecrets } from "./page/sharedSecrets.mjs";
import { addWorkbenchOptions } from "./page/workbenchOptions.mjs";
import { connectProbe, probeExtension, type Evaluate } from "./probe.ts";

const THEMES = { light: "Light Modern", dark: "Dark Modern" };

/** For a single step of the user. Limits are for a very busy machine: they cost nothing where all goes well. */
const STEP_TIMEOUT_MS = 60_000;
const OPEN_TIMEOUT_MS = 120_000;

const SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "security.workspace.trust.startupPrompt": "always",
  "workbench.tips.enabled": false,
  "workbench.reduceMotion": "on",
  "window.autoDetectColorScheme": false,
  "editor.wordWrap": "on",
  // As on a desktop. In a browser the editor saves a second after the last change, in the middle of a step or after it.
  "files.autoSave": "off",
  "remote.autoForwardPorts": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
};

/** What to show in a window, and whose window it is. */
export interface WindowOptions {
  /** Absolute path of a folder, or of a .code-workspace file. */
  workspace: string;
  /** Folder of a browser profile that outlives the window; with a constant port it keeps SecretStorage. */
  profileDir?: string | undefined;
  /** The context of an open window, for a second window of the same user. */
  context?: BrowserContext | undefined;
  /** Folders of extensions to load from source; their `main` must be built. */
  extensionPaths: string[];
  /** A module whose `run()` is called inside the extension host; modal dialogs throw in such a window. */
  extensionTestsPath?: string | undefined;
  theme?: "light" | "dark" | undefined;
  /** Settings of this window only. They count as defaults: the user's and a workspace's own settings override them. */
  settings?: Record<string, unknown> | undefined;
  /** Device pixels for each pixel of the page, for pictures. */
  scale?: number | undefined;
}

/** How a suite inside the extension host ended. */
interface TestResult {
  /** 0 when it passed. */
  code: number;
  /** What the extension host logged, as one text for each call. */
  logs: string[];
}

/** One open window, with what it takes to drive it as the user does and to look into its extension host. */
export interface EditorWindow extends Driver {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Runs a function in the extension host; not there with `extensionTestsPath`. */
  readonly evaluate: Evaluate;
  /** Settles with `extensionTestsPath` only. */
  readonly testResult: Promise<TestResult>;
  /** The next tab that opens, for instance by `env.openExternal`. Ask before the action that opens it. */
  waitForTab(): Promise<Page>;
  screenshot(path: string): Promise<void>;
  /** Reloads the window and waits until it is up again. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a window of the editor and waits until its workbench and extension host are up. */
export async function openWindow(editor: Editor, options: WindowOptions): Promise<EditorWindow> {
  const { page, close } = await openPage(editor, options);
  try {
    return await showWorkbench(editor, options, page, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function showWorkbench(
  editor: Editor,
  options: WindowOptions,
  page: Page,
  close: () => Promise<void>,
): Promise<EditorWindow> {
  const name = randomUUID();
  const probe = connectProbe(editor, name);
  const underTest = options.extensionTestsPath !== undefined;
  const tests = Promise.withResolvers<TestResult>();
  page.setDefaultTimeout(STEP_TIMEOUT_MS);
  page.setDefaultNavigationTimeout(OPEN_TIMEOUT_MS);
  if (underTest) await reportTests(page, tests.resolve);
  // The workbench asks before it lets a reload go by; the user in these tests means it.
  page.on("dialog", (dialog) => void dialog.accept().catch(() => undefined));
  await page.emulateMedia({ colorScheme: options.theme ?? "dark" });
  await page.addInitScript(workbenchScript(editor, options, name));
  await page.goto(editor.url(options.workspace), { waitUntil: "commit" });

  const up = async (): Promise<void> => {
    await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: OPEN_TIMEOUT_MS });
    if (!underTest) await probe.ready();
    if ((await page.evaluate("globalThis.editorTestSecretsShared")) !== true) {
      throw new Error(
        "The workbench keeps its secrets in another way than page/sharedSecrets.mjs expects. Adapt that script to this version of the editor.",
      );
    }
  };
  await up();
  const context = page.context();
  return {
    ...driveWorkbench(page, probe.evaluate),
    page,
    context,
    evaluate: probe.evaluate,
    testResult: tests.promise,
    waitForTab: () => context.waitForEvent("page"),
    screenshot: async (path) => void (await page.screenshot({ path, animations: "disabled" })),
    reload: async () => {
      probe.forget();
      await page.reload({ waitUntil: "commit" });
      await up();
    },
    close,
  };
}

/** The init script of a window: the options of its workbench, and one SecretStorage for all windows of its profile. */
function workbenchScript(editor: Editor, options: WindowOptions, name: string): string {
  const remote = (path: string): object => ({
    $mid: 1,
    scheme: "vscode-remote",
    authority: `127.0.0.1:${editor.port}`,
    path,
  });
  const { extensionTestsPath } = options;
  const workbenchOptions = {
    developmentOptions: {
      extensions: [
        ...options.extensionPaths,
        ...(extensionTestsPath === undefined ? [probeExtension] : []),
      ].map(remote),
      ...(extensionTestsPath === undefined
        ? {}
        : { extensionTestsPath: remote(extensionTestsPath) }),
    },
    configurationDefaults: {
      ...SETTINGS,
      "workbench.colorTheme": THEMES[options.theme ?? "dark"],
      "editorProbe.window": name,
      ...options.settings,
    },
  };
  return `(${addWorkbenchOptions.toString()})(${JSON.stringify(workbenchOptions)});\n(${shareSecrets.toString()})();`;
}

async function reportTests(page: Page, done: (result: TestResult) => void): Promise<void> {
  const logs: string[] = [];
  await page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) => {
    logs.push(args.map((arg) => (typeof arg === "string" ? arg : JSON.stringify(arg))).join(" "));
  });
  await page.exposeFunction("codeAutomationExit", (code: number) => done({ code, logs }));
}
