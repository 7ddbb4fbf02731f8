import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  openDemoHarness,
  startServer,
  toolNames,
  waitForState,
  type DemoHarness,
} from "./demoHarness.ts";

describe("a workspace that is not trusted", () => {
  let harness: DemoHarness;
  beforeAll(async () => {
    harness = await openDemoHarness({ workspaceTrust: true });
  });
  afterAll(() => harness?.close());

  it("registers no server, sends no request, and says why", async () => {
    const { window } = harness.editor;
    await window.answerDialog("No, I don't trust the authors");
    await window.openView("MCP Connect");
    await window.waitForText("This workspace is not trusted");
    expect(await window.treeRows()).toEqual([]);
    // The editor does nothing for a server that it does not know.
    await window.evaluate(async (vscode) => {
      await vscode.commands.executeCommand(
        "workbench.mcp.startServer",
        "mcp-connect.mcp-connect/open",
      );
    });
    expect((await toolNames(window)).filter((name) => name.startsWith("mcp_"))).toEqual([]);
    expect(harness.demo.open.sessionCount()).toBe(0);
  });

  it("registers them as soon as the user trusts it", async () => {
    const { window } = harness.editor;
    await window.page.getByRole("button", { name: "Manage workspace trust" }).click();
    await window.page.getByRole("button", { name: "Trust", exact: true }).first().click();
    await window.openView("MCP Connect");
    await waitForState(window, "everything", "Sign-in needed");
    await startServer(window, "open", "4 tools");
  });
});
