import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEMO_PERSON } from "../../peers/demo.ts";
import {
  callTool,
  openDemoHarness,
  startServer,
  waitForState,
  type DemoHarness,
} from "./demoHarness.ts";

describe("a server with a personal token", () => {
  let harness: DemoHarness;
  const token = () => {
    const value = harness.demo.tokens.tokenOf(DEMO_PERSON);
    if (value === undefined) throw new Error("The demo user has no token.");
    return value;
  };
  beforeAll(async () => {
    harness = await openDemoHarness();
    harness.demo.tokens.regenerate(DEMO_PERSON);
    await harness.editor.window.openView("MCP Connect");
  });
  afterAll(() => harness?.close());

  it("asks for the token in a password box, takes a paste with Bearer in front, and works (R17)", async () => {
    const { window } = harness.editor;
    await startServer(window, "notes", "Set the token of “notes”");
    await window.clickNotification("Set token…", "Set the token of “notes”");
    const box = window.page.locator(".quick-input-widget input");
    await expect.poll(() => box.getAttribute("type")).toBe("password");
    await window.quickInput(` "Bearer ${token()}" `);
    await waitForState(window, "notes", "4 tools");
    expect(await callTool(window, "notes", "whoami")).toContain(DEMO_PERSON);
  });

  it("says that the token was revoked or replaced, in the tree and in the Problems panel on the server's entry (R3, R50, R51)", async () => {
    const { window } = harness.editor;
    harness.demo.tokens.regenerate(DEMO_PERSON);
    const message = "“notes” no longer accepts its token: the token was revoked or replaced.";
    expect(await callTool(window, "notes", "whoami")).toContain(message);
    await waitForState(window, "notes", "Token revoked or replaced");
    await expect
      .poll(() => window.problems())
      .toEqual([
        {
          file: ".vscode/settings.json",
          line: 9,
          severity: "error",
          message,
          source: "MCP Connect",
          code: "tokenRevoked",
        },
      ]);
    await window.expandTreeRow("notes");
    await expect
      .poll(async () => (await window.treeRows()).map(({ label }) => label))
      .toEqual(expect.arrayContaining(["Connection", "Rotate token…", "Check connection"]));
  });

  it("offers Rotate token on the entry, and goes on with the new token without a restart (R3)", async () => {
    const { window } = harness.editor;
    await window.openFile(".vscode/settings.json");
    await window.placeCursor('"notes"');
    await window.quickFix("Rotate token…");
    await window.quickInput(token(), "New token for “notes”");
    await waitForState(window, "notes", "4 tools");
    await expect.poll(() => window.problems()).toEqual([]);
    expect(await callTool(window, "notes", "whoami")).toContain(DEMO_PERSON);
  });
});
