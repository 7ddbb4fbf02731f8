import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSdkServer, type SdkServer } from "../../peers/sdkServer.ts";
import { startSecretGate, wantsHeader, type SecretGate } from "../../peers/secretGate.ts";
import { openEditorHarness, type EditorHarness } from "../harness/editorHarness.ts";
import { waitForState } from "./demoHarness.ts";

/** A token in the form of a known provider, which is a secret on this machine's own address too. */
const TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
const SETTINGS = `{
  // Ours
  "mcpConnect.servers": {
    "board": { "url": "https://board.example/mcp" }
  }
}
`;

describe("a token in clear in a file that version control tracks", () => {
  let behind: SdkServer;
  let gate: SecretGate;
  let harness: EditorHarness;
  const read = (path: string) => readFile(join(harness.workspace, path), "utf8");

  beforeAll(async () => {
    behind = await startSdkServer({ name: "board" });
    gate = await startSecretGate(
      behind.url,
      wantsHeader("X-API-Key", () => TOKEN),
    );
    harness = await openEditorHarness({
      files: {
        ".vscode/settings.json": SETTINGS,
        ".vscode/mcp.json": {
          servers: {
            board: { type: "http", url: gate.url, headers: { "X-API-Key": TOKEN } },
          },
        },
      },
    });
    const git = (...args: string[]) => execFileSync("git", args, { cwd: harness.workspace });
    git("init", "--quiet");
    git("add", ".");
    const person = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
    git(...person, "commit", "--quiet", "-m", "Files");
    // Git looks for repositories when a window opens.
    await harness.window.reload();
    await harness.window.openView("MCP Connect");
    await harness.window.openFile(".vscode/mcp.json");
  });
  afterAll(async () => {
    await harness?.close();
    await gate?.stop();
    await behind?.stop();
  });

  it("moves to secret storage with the server, under a name that is free, after a preview (R37)", async () => {
    const { window } = harness;
    await expect
      .poll(async () => (await window.problems()).map(({ code }) => code))
      .toEqual(["secretInHeader"]);
    await expect
      .poll(async () => (await window.problems())[0]?.message)
      .toContain("Version control tracks the file");
    await window.placeCursor(TOKEN);
    await window.quickFix("Move to secret storage…");
    await window.quickPick("In secret storage, with the server managed by MCP Connect");
    await expect
      .poll(async () => (await window.quickInputState()).message)
      .toContain("already have a server “board”");
    await window.quickInput("board-2");
    await window.answerDialog("Show changes");
    const preview = window.page.locator(".refactor-preview, .bulk-edit-panel");
    await preview.getByText("mcp.json").click();
    await window.page.keyboard.press("Space");
    await preview.getByRole("button", { name: "Apply" }).click();
    await waitForState(window, "board-2", /tools$/);
    expect(JSON.parse(await read(".vscode/mcp.json"))).toEqual({ servers: {} });
    expect(await read(".vscode/settings.json")).toBe(
      SETTINGS.replace(
        'mcp" }\n',
        `mcp" },
    "board-2": {
      "url": "${gate.url}",
      "auth": {
        "type": "token",
        "header": "X-API-Key",
        "scheme": ""
      }
    }
`,
      ),
    );
    expect(gate.judged.at(-1)).toEqual({ kind: "allowed" });
    await window.waitForNotification("the history keeps this one");
  });

  it("moves out of our own settings, too, where the server goes on with it (R37)", async () => {
    const { window } = harness;
    const own = { url: gate.url, headers: { "X-API-Key": TOKEN } };
    await harness.write({ ".vscode/settings.json": { "mcpConnect.servers": { own } } });
    await window.openFile(".vscode/settings.json");
    await window.placeCursor(TOKEN);
    await window.quickFix("Move to secret storage…");
    await window.waitForNotification("The secret of “own” is in secret storage now.");
    expect(JSON.parse(await read(".vscode/settings.json"))).toEqual({
      "mcpConnect.servers": {
        own: { url: gate.url, auth: { type: "token", header: "X-API-Key", scheme: "" } },
      },
    });
    await window.clickTreeAction("own", "Check connection");
    await window.waitForNotification("“own” is connected: 4 tools.");
    expect(gate.judged.at(-1)).toEqual({ kind: "allowed" });
  });

  it("that a placeholder stands for is set where the user wants it kept, and the server stays in the file (R19, R37)", async () => {
    const { window } = harness;
    await window.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const plain = { type: "http", url: gate.url, headers: { "X-API-Key": "YOUR_API_KEY" } };
    await harness.write({ ".vscode/mcp.json": { servers: { plain } } });
    await window.openFile(".vscode/mcp.json");
    await expect
      .poll(async () => (await window.problems()).map(({ code }) => code))
      .toEqual(["placeholder"]);
    await window.placeCursor("YOUR_API_KEY");
    await window.quickFix("Set token…");
    const { title, rows } = await window.quickInputState();
    // Each choice has its explanation in a row of the same class below it.
    expect([title, rows.filter((row) => /^(?:In|With) /.test(row))]).toEqual([
      "Where should the token of “plain” be kept?",
      [
        "In secret storage, with the server managed by MCP Connect",
        "With the editor, which asks for it once",
        "In the environment variable PLAIN_TOKEN",
      ],
    ]);
    await window.quickPick("With the editor, which asks for it once");
    await window.quickInput(TOKEN);
    await window.waitForNotification("The secret is on the clipboard.");
    const [text, clipboard, servers] = await window.evaluate(async (vscode) => [
      vscode.window.activeTextEditor?.document.getText() ?? "",
      await vscode.env.clipboard.readText(),
      Object.keys(Object(vscode.workspace.getConfiguration("mcpConnect").get("servers"))).join(),
    ]);
    expect([JSON.parse(text ?? "").servers.plain, clipboard, servers]).toEqual([
      { ...plain, headers: { "X-API-Key": "${input:plain-token}" } },
      TOKEN,
      "own",
    ]);
    await window.runCommand("File: Save");
  });

  it("is asked for where a placeholder stands for it in our own settings (R19)", async () => {
    const { window } = harness;
    const open = { url: gate.url, headers: { "X-API-Key": "YOUR_API_KEY" } };
    await harness.write({ ".vscode/settings.json": { "mcpConnect.servers": { open } } });
    await window.openFile(".vscode/settings.json");
    await expect
      .poll(async () => (await window.problems()).map(({ code }) => code))
      .toEqual(["placeholder"]);
    await window.placeCursor("YOUR_API_KEY");
    await window.quickFix("Set token…");
    await window.quickInput(TOKEN);
    await waitForState(window, "open", "4 tools");
  });
});
