import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { DEMO_PERSON } from "../../peers/demo.ts";
import { root } from "../../../scripts/node24.mjs";
import {
  callTool,
  openDemoHarness,
  signInOnPage,
  startServer,
  waitForState,
  type DemoHarness,
} from "./demoHarness.ts";

// The tree in each state, as pictures in out/pictures for people to look at; the test itself reads the words.
describe.each(["light", "dark"] as const)("the tree in the %s theme", (theme) => {
  let harness: DemoHarness | undefined;
  afterEach(async () => {
    await harness?.close();
    harness = undefined;
  });

  it("shows each state in words of its own", async () => {
    const folder = join(root, "out/pictures");
    await mkdir(folder, { recursive: true });
    harness = await openDemoHarness({ theme, scale: 2 });
    const { editor, demo } = harness;
    const { window } = editor;
    const picture = (name: string) => window.screenshot(join(folder, `${theme}-${name}.png`));
    const rows = async () =>
      (await window.treeRows()).map(({ label, description }) => `${label}: ${description}`);

    await window.openView("MCP Connect");
    await waitForState(window, "everything", "Sign-in needed");
    await startServer(window, "everything", "Sign in to “everything”");
    await window.waitForNotification("Sign in to");
    await picture("1-signed-out");

    const opened = window.waitForTab();
    await window.clickNotification("Sign in");
    const tab = await opened;
    await window.page.bringToFront();
    await waitForState(window, "everything", "Signing in…");
    await window.expandTreeRow("everything");
    await expect.poll(rows).toContain("Sign-in: Waiting for the browser…");
    await picture("2-signing-in");

    await tab.bringToFront();
    await signInOnPage(tab, "ada");
    await tab.close();
    await waitForState(window, "everything", /^\d+ tools$/);
    demo.tokens.regenerate(DEMO_PERSON);
    await startServer(window, "notes", "Set the token of “notes”");
    await window.clickNotification("Set token…");
    await window.quickInputState("Token for “notes”");
    await picture("3-token-box");
    await window.quickInput(demo.tokens.tokenOf(DEMO_PERSON) ?? "");
    await waitForState(window, "notes", "4 tools");
    await startServer(window, "open", "4 tools");
    await picture("4-connected");

    demo.tokens.regenerate(DEMO_PERSON);
    await callTool(window, "notes", "whoami");
    await waitForState(window, "notes", "Token revoked or replaced");
    await window.collapseTreeRow("everything");
    await window.expandTreeRow("notes");
    await expect.poll(rows).toContain("Rotate token…: ");
    await window.page.keyboard.press("ControlOrMeta+Shift+M");
    // Small enough for the README.
    await window.runCommand("Notifications: Clear All Notifications");
    await window.page.setViewportSize({ width: 900, height: 500 });
    await picture("5-revoked");
    await window.page.setViewportSize({ width: 1280, height: 800 });

    await editor.write({
      ".vscode/settings.json": JSON.stringify(
        {
          "mcpConnect.servers": {
            ...demo.settings,
            notes: { ...demo.settings.notes, url: demo.open.url },
            broken: { url: "ftp://example.com/mcp" },
          },
        },
        undefined,
        2,
      ),
    });
    await waitForState(window, "broken", "Address not usable");
    await waitForState(window, "notes", "Address changed");
    await window.openFile(".vscode/settings.json");
    await picture("6-address-changed-and-wrong-entry");
    expect(await rows()).not.toContain("notes: 4 tools");
  });
});
