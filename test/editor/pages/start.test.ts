import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOrInstallChromium } from "../../../scripts/chromium.ts";
import { root } from "../../../scripts/node24.mjs";
import { driveWorkbench } from "../harness/driver.ts";
import { signInOnPage } from "./demoHarness.ts";

const START_TIMEOUT_MS = 300_000;

// As the user meets it: the packed extension, a plain browser, and nothing of the test harness in the page.
describe("npm start", () => {
  let demo: ChildProcess;
  let output = "";
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    demo = spawn("npm", ["start", "--", "--no-open"], { cwd: root, detached: true });
    demo.stdout?.on("data", (data: Buffer) => (output += data.toString()));
    demo.stderr?.on("data", (data: Buffer) => (output += data.toString()));
    browser = await chromium.launch({
      executablePath: await findOrInstallChromium(),
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
    page = await browser.newPage();
    page.setDefaultTimeout(60_000);
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    await browser?.close();
    if (demo.exitCode === null && demo.signalCode === null && demo.pid !== undefined) {
      process.kill(-demo.pid, "SIGKILL");
    }
  });

  const address = () => /MCP Connect demo: (\S+)/.exec(output)?.[1];

  it(
    "prints the address of the demo in one line",
    async () => {
      await expect
        .poll(() => address() ?? demo.exitCode, { timeout: START_TIMEOUT_MS - 5_000 })
        .not.toBeNull();
      expect(output).toMatch(
        /^MCP Connect demo: http:\/\/127\.0\.0\.1:\d+\/\?folder=\S+ {2}\(Ctrl\+C ends it\)$/m,
      );
    },
    START_TIMEOUT_MS,
  );

  it("shows the three servers and signs in to one", async () => {
    await page.goto(address() ?? "");
    const driver = driveWorkbench(page, () => {
      throw new Error("There is no probe in the demo.");
    });
    await driver.openView("MCP Connect");
    await expect
      .poll(async () => (await driver.treeRows()).map(({ label }) => label))
      .toEqual(["everything", "notes", "open"]);
    const opened = page.context().waitForEvent("page");
    await driver.clickTreeAction("everything", "Sign in…");
    const tab = await opened;
    await signInOnPage(tab, "ada");
    await tab.close();
    await expect
      .poll(async () => (await driver.treeRows())[0]?.description, { timeout: 60_000 })
      .toMatch(/^\d+ tools$/);
  });

  it("ends with Ctrl+C and leaves nothing running and no folder", async () => {
    const folder = new URL(address() ?? "").searchParams.get("folder") ?? "";
    expect(existsSync(folder)).toBe(true);
    if (demo.pid === undefined) throw new Error("The demo has no process.");
    const ended = once(demo, "exit");
    process.kill(-demo.pid, "SIGINT");
    await ended;
    expect(existsSync(dirname(folder))).toBe(false);
    await expect(fetch(address() ?? "")).rejects.toThrow();
  });
});
