import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSdkServer, type SdkServer } from "../../peers/sdkServer.ts";
import { startSecretGate, wantsHeader, type SecretGate } from "../../peers/secretGate.ts";
import { openEditorHarness, type EditorHarness } from "../harness/editorHarness.ts";
import type { EditorWindow } from "../harness/window.ts";
import { callTool, toolNames, waitForState } from "./demoHarness.ts";

const IN_STORAGE = "In secret storage, with the server managed by MCP Connect";
const TOKEN = "wb-personal-0123456789abcdef";
const FILE = ".cursor/mcp.json";

/** The form that WorkBoard's help page publishes for Cursor, misspelling included. */
const published = (url: string) => `{
  "mcpServers": {
    "workboard": {
      "url": "${url}",
      "headers": {
        "Authorisation": "Bearer YOUR_WB_TOKEN"
      }
    }
  }
}
`;

/** The editor hears of a new server a moment after the settings have it, and starts it when it is wanted. */
async function startInEditor(window: EditorWindow, name: string): Promise<void> {
  await expect
    .poll(async () => {
      await window.evaluate(async (vscode, id) => {
        await vscode.commands.executeCommand("workbench.mcp.startServer", id);
      }, `mcp-connect.mcp-connect/${name}`);
      return (await toolNames(window)).some((tool) => tool.startsWith(`mcp_${name}_`));
    })
    .toBe(true);
}

describe("a server of another client's file", () => {
  let behind: SdkServer;
  let gate: SecretGate;
  let harness: EditorHarness;
  const read = (path: string) => readFile(join(harness.workspace, path), "utf8");

  beforeAll(async () => {
    behind = await startSdkServer({ name: "workboard" });
    gate = await startSecretGate(
      behind.url,
      wantsHeader("Authorization", () => `Bearer ${TOKEN}`),
    );
    harness = await openEditorHarness({ files: { [FILE]: published(gate.url) } });
    await harness.window.openView("MCP Connect");
    await harness.window.openFile(FILE);
  });
  afterAll(async () => {
    await harness?.close();
    await gate?.stop();
    await behind?.stop();
  });

  it("has exactly the findings of the published Cursor form: the misspelt header and the placeholder (R18, R19)", async () => {
    const { window } = harness;
    await expect
      .poll(async () => (await window.problems()).map(({ code, line }) => [code, line]))
      .toEqual([
        ["headerName", 6],
        ["placeholder", 6],
      ]);
    await window.placeCursor("Authorisation");
    await window.quickFix("Change to “Authorization”");
    await expect
      .poll(async () => (await window.problems()).map(({ code }) => code))
      .toEqual(["placeholder"]);
    // A file with changes of the user's own would not be saved with those that follow.
    await window.runCommand("File: Save");
    await expect.poll(() => read(FILE)).toContain('"Authorization"');
  });

  it("is not touched when the user cancels", async () => {
    const { window } = harness;
    const before = await window.textOfEditor();
    await window.placeCursor("YOUR_WB_TOKEN");
    await window.quickFix("Set token…");
    await window.quickPick(IN_STORAGE);
    await window.quickInput(TOKEN);
    expect(await window.dialogText()).toContain("Manage “workboard” with MCP Connect?");
    await window.answerDialog("Cancel");
    expect(
      await window.evaluate((vscode) => [
        vscode.window.activeTextEditor?.document.getText(),
        vscode.workspace.getConfiguration("mcpConnect").get("servers"),
      ]),
    ).toEqual([before, {}]);
  });

  it("works after its token is set: entry in the settings, token in secret storage, right header at the server (R17, R19)", async () => {
    const { window } = harness;
    await window.placeCursor("YOUR_WB_TOKEN");
    await window.quickFix("Set token…");
    await window.quickPick(IN_STORAGE);
    await window.quickInput(TOKEN);
    await window.answerDialog("Manage with MCP Connect");
    await waitForState(window, "workboard", /tools$/);
    await expect
      .poll(async () => JSON.parse(await read(".vscode/settings.json")))
      .toEqual({
        "mcpConnect.servers": { workboard: { url: gate.url, auth: { type: "token" } } },
      });
    await expect.poll(() => read(FILE)).not.toContain("workboard");
    expect(gate.judged.at(-1)).toEqual({ kind: "allowed" });
    expect(gate.hasReceived("YOUR_WB_TOKEN")).toBe(false);
    await startInEditor(window, "workboard");
    expect(await callTool(window, "workboard", "echo", { text: "hello" })).toContain("hello");
  });

  it("comes back with one Undo, in both files", async () => {
    const { window } = harness;
    await window.openFile(FILE);
    await window.runCommand("Undo");
    await expect
      .poll(() =>
        window.evaluate((vscode) =>
          vscode.workspace.textDocuments
            .filter(({ isDirty }) => isDirty)
            .map(({ uri, getText }) => [
              vscode.workspace.asRelativePath(uri),
              getText().includes("workboard"),
            ]),
        ),
      )
      .toEqual([
        [".cursor/mcp.json", true],
        [".vscode/settings.json", false],
      ]);
  });
});
