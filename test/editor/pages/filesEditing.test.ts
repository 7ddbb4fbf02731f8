import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appears, attempt } from "../harness/driver/attempts.ts";
import { openEditorHarness, type EditorHarness } from "../harness/editorHarness.ts";

const FILE = ".vscode/mcp.json";
const TEXT = `{
  // The team's
  "servers": {
    "notes": {
      "type": "http",
      "url": "https://notes.example.com/mcp",
      "headers": { "Authorisation": "Bearer:\${env:PATH}", "X-Tenant-ID": "7" }
    },
    "board": {
      "type": "http",
      "url": "https://board.example.com/mcp",
      "headers": { "Authorisation": "Bearer \${input:nobody}" }
    }
  }
}
`;
const FIXED = TEXT.replaceAll("Authorisation", "Authorization")
  .replace("Bearer:$", "Bearer $")
  .replace(
    '  "servers"',
    '  "inputs": [{ "type": "promptString", "id": "nobody", "description": "nobody", "password": true }],\n  "servers"',
  );

describe("editing a configuration file", () => {
  let harness: EditorHarness;
  const codes = async () =>
    (await harness.window.problems("MCP Connect")).map(({ code, severity }) => [code, severity]);
  const text = () => harness.window.textOfEditor();
  const silenced = TEXT.replace(
    '      "headers": { "Authorisation": "Bearer ${input',
    '      // mcp-connect-ignore inputUndefined\n      "headers": { "Authorisation": "Bearer ${input',
  );
  /** A hover goes when the mouse, or a finding that comes, moves it away: it is asked for until it says this. */
  const hoverUntil = async (place: string, said: string) => {
    const { window } = harness;
    const hover = window.page.locator(".monaco-hover:visible", { hasText: said }).first();
    await window.placeCursor(place);
    await attempt(`the hover "${said}"`, async () => {
      await window.runCommand("Show or Focus Hover");
      return appears(hover);
    });
    return hover;
  };

  beforeAll(async () => {
    harness = await openEditorHarness({
      theme: "light",
      files: {
        [FILE]: TEXT,
        ".mcp.json": { mcpServers: { notes: { url: "https://notes.example.com/mcp" } } },
      },
    });
    await harness.window.openFile(FILE);
  });
  afterAll(() => harness?.close());

  it("shows what a header is for and whether a variable is set, never its value", async () => {
    const { window } = harness;
    await expect.poll(codes).toHaveLength(4);
    for (const [place, said] of [
      ["uthorisation", "A misspelling of “Authorization”"],
      ["{env:PATH}", "The environment variable PATH is set here"],
      ["{input:nobody}", "No input has the id “nobody”"],
    ] as const) {
      const hover = await hoverUntil(place, said);
      expect(await hover.innerText()).not.toContain(process.env["PATH"] ?? "?");
      await window.page.keyboard.press("Escape");
    }
  });

  it("links the code of a finding to its section in the troubleshooting guide", async () => {
    const { window } = harness;
    const hover = await hoverUntil("uthorisation", "headerName");
    await hover.getByText("headerName", { exact: true }).click();
    const preview = window.page.frameLocator("iframe.webview").frameLocator("iframe");
    await preview.getByText("The name of a header is a misspelling").waitFor();
    await window.openFile(FILE);
  });

  it("offers the names of headers and the variables of the client, between the quotes", async () => {
    const { window } = harness;
    await window.placeCursor('X-Tenant-ID"');
    await window.runCommand("Trigger Suggest");
    const rows = window.page.locator(".suggest-widget.visible .monaco-list-row");
    await expect
      .poll(() => rows.allInnerTexts())
      .toContainEqual(expect.stringContaining("X-API-Key"));
    await window.page.keyboard.press("Escape");
  });

  it("silences a finding by a comment where comments are read", async () => {
    const { window } = harness;
    await window.placeCursor("{input:nobody}");
    await window.quickFix("Ignore “inputUndefined” here");
    await expect
      .poll(async () => (await codes()).map(([code]) => code))
      .not.toContain("inputUndefined");
    await expect.poll(text).toBe(silenced);
    await window.runCommand("Undo");
    await expect.poll(text).toBe(TEXT);
  });

  it("fixes everything that is safe to fix with one action, and on saving", async () => {
    const { window } = harness;
    await window.placeCursor("uthorisation");
    await window.quickFix("Fix all in this file");
    await expect.poll(text).toBe(FIXED);
    await window.runCommand("Undo");
    await expect.poll(text).toBe(TEXT);
    await window.evaluate(async (vscode) => {
      const fixAll = { "source.fixAll.mcpConnect": "explicit" };
      await vscode.workspace.getConfiguration("editor").update("codeActionsOnSave", fixAll, true);
    });
    await window.placeCursor("/mcp");
    await window.page.keyboard.type("/v1");
    await expect.poll(text).toContain("com/v1/mcp");
    await window.runCommand("File: Save");
    await expect
      .poll(() => readFile(join(harness.workspace, FILE), "utf8"))
      .toBe(FIXED.replace("com/mcp", "com/v1/mcp"));
  });

  it("silences a code of a server by the settings where no comment can, and weighs codes as the user wants", async () => {
    const { window } = harness;
    await window.openFile(".mcp.json");
    await expect.poll(codes).toContainEqual(["typeMissing", "error"]);
    await window.evaluate(async (vscode) => {
      const severities = { typeMissing: "hint", inputUndefined: "off" };
      const findings = vscode.workspace.getConfiguration("mcpConnect.findings");
      await findings.update("severities", severities, true);
    });
    await expect.poll(codes).toEqual([["typeMissing", "hint"]]);
    await window.placeCursor('"url"');
    await expect
      .poll(async () => (await window.problems("MCP Connect")).map(({ line }) => line))
      .toEqual([4]);
    await expect
      .poll(async () => (await window.quickFixes()).filter((title) => title.startsWith("Ignore")))
      .toEqual(["Ignore “typeMissing” of “notes” in the settings"]);
    await window.quickFix("Ignore “typeMissing” of “notes” in the settings");
    await expect.poll(codes).toEqual([]);
    const settings = join(harness.workspace, ".vscode/settings.json");
    await expect
      .poll(async () => JSON.parse(await readFile(settings, "utf8")))
      .toEqual({ "mcpConnect.findings.ignore": [{ code: "typeMissing", server: "notes" }] });
  });
});
