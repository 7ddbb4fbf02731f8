import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSdkServer, type SdkServer } from "../../peers/sdkServer.ts";
import { startSecretGate, wantsHeader, type SecretGate } from "../../peers/secretGate.ts";
import { openEditorHarness, type EditorHarness } from "../harness/editorHarness.ts";
import { clipboard } from "./credentialHarness.ts";

const TOKEN = "board-token-0123456789";
const misspelt = { headers: { Authorisation: "Bearer ${env:PATH}" } };

describe("configuration files as a whole", () => {
  let behind: SdkServer;
  let gate: SecretGate;
  let harness: EditorHarness;

  beforeAll(async () => {
    behind = await startSdkServer({ name: "board" });
    gate = await startSecretGate(
      behind.url,
      wantsHeader("Authorization", () => `Bearer ${TOKEN}`),
    );
    harness = await openEditorHarness({
      files: {
        ".vscode/mcp.json": {
          servers: {
            board: {
              type: "http",
              url: gate.url,
              headers: { Authorization: `Bearer ${TOKEN}` },
            },
            stale: {
              type: "http",
              url: gate.url,
              headers: { Authorization: "Bearer board-token-of-last-year" },
            },
          },
        },
        ".vscode/settings.json": {
          "mcpConnect.servers": { notes: { url: gate.url, auth: { type: "token" } } },
        },
        "packages/one/.cursor/mcp.json": {
          mcpServers: { one: { url: "https://one.example.com/mcp", ...misspelt } },
        },
        "node_modules/two/.cursor/mcp.json": {
          mcpServers: { two: { url: "https://two.example.com/mcp", ...misspelt } },
        },
      },
      homeFiles: {
        ".codeium/windsurf/mcp_config.json": {
          mcpServers: { three: { serverUrl: "https://three.example.com/mcp", ...misspelt } },
        },
        ".cursor/mcp.json": { mcpServers: { fine: { url: "https://fine.example.com/mcp" } } },
      },
    });
  });
  afterAll(async () => {
    await harness?.close();
    await gate?.stop();
    await behind?.stop();
  });

  it("are found in the workspace and in the home folder, and listed in one place (R48)", async () => {
    const { window, editor } = harness;
    await window.runCommand("MCP Connect: Check all MCP configuration files");
    await window.waitForNotification("2 findings in 2 files.");
    await window.clickNotification("Show", "2 findings in 2 files.");
    await window.page.locator(".markers-panel .monaco-list-row").first().waitFor();
    await expect
      .poll(async () => (await window.problems()).map(({ file, line, code }) => [file, line, code]))
      .toEqual([
        [join(editor.homeDir, ".codeium/windsurf/mcp_config.json"), 6, "headerName"],
        ["packages/one/.cursor/mcp.json", 6, "headerName"],
      ]);
  });

  it("stay listed when a listed file is opened and closed", async () => {
    const { window } = harness;
    await window.openFile("packages/one/.cursor/mcp.json");
    await window.runCommand("View: Close Editor");
    await expect.poll(async () => (await window.problems()).length).toBe(2);
  });

  it("are checked against the server with the headers of an entry (R52)", async () => {
    const { window } = harness;
    await window.evaluate(
      async (vscode, file) => {
        await vscode.window.showTextDocument(vscode.Uri.file(file));
      },
      join(harness.workspace, ".vscode/mcp.json"),
    );
    await window.placeCursor('"board"');
    await window.quickFix("Check the connection of “board”");
    await window.waitForNotification("“board” accepts the headers of this entry.");
    expect(gate.judged.at(-1)).toEqual({ kind: "allowed" });
    await window.placeCursor('"stale"');
    await window.quickFix("Check the connection of “stale”");
    await window.waitForNotification("does not accept the token");
    await expect
      .poll(async () =>
        (await window.problems("MCP Connect")).filter(({ file }) => file === ".vscode/mcp.json"),
      )
      .toEqual([expect.objectContaining({ line: 10, code: "tokenRejected" })]);
  });

  it("of other clients are written from ours, without the token (R23)", async () => {
    const { window } = harness;
    await window.context.grantPermissions(["clipboard-read"]);
    await window.runCommand("MCP Connect: Export server configuration…");
    await window.quickPick("Cursor");
    await window.quickPick("Copy to the clipboard");
    await window.waitForNotification(
      "It reads the token from the environment variable NOTES_TOKEN.",
    );
    expect(JSON.parse(await clipboard(window))).toEqual({
      mcpServers: {
        notes: { url: gate.url, headers: { Authorization: "Bearer ${env:NOTES_TOKEN}" } },
      },
    });
    await window.runCommand("MCP Connect: Export server configuration…");
    await window.quickPick("Codex");
    await window.quickPick("Open as a new document");
    await expect.poll(window.textOfEditor).toContain('bearer_token_env_var = "NOTES_TOKEN"');
  });
});
