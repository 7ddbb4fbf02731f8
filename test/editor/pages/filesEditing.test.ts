import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSession, type Session } from "../harness/session.ts";

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
  let session: Session;
  const codes = async () =>
    (await session.window.problems("MCP Connect")).map(({ code, severity }) => [code, severity]);
  const text = () =>
    session.window.evaluate((vscode) => vscode.window.activeTextEditor?.document.getText());

  beforeAll(async () => {
    session = await openSession({
      theme: "light",
      files: {
        [FILE]: TEXT,
        ".mcp.json": { mcpServers: { notes: { url: "https://notes.example.com/mcp" } } },
      },
    });
    await session.window.openFile(FILE);
  });
  afterAll(() => session?.close());

  it("shows what a header is for and whether a variable is set, never its value", async () => {
    const { window } = session;
    await expect.poll(codes).toHaveLength(4);
    const hoverAt = async (place: string, said: string) => {
      await window.placeCursor(place);
      await window.runCommand("Show or Focus Hover");
      const hover = window.page.locator(".monaco-hover:visible").first();
      await expect.poll(() => hover.innerText()).toContain(said);
      expect(await hover.innerText()).not.toContain(process.env["PATH"] ?? "?");
      await window.page.keyboard.press("Escape");
    };
    await hoverAt("uthorisation", "A misspelling of “Authorization”");
    await hoverAt("{env:PATH}", "The environment variable PATH is set here");
    await hoverAt("{input:nobody}", "No input has the id “nobody”");
  });

  it("links the code of a finding to its section in the troubleshooting guide", async () => {
    const { window } = session;
    await window.placeCursor("uthorisation");
    await window.runCommand("Show or Focus Hover");
    const hover = window.page.locator(".monaco-hover:visible").first();
    await hover.waitFor();
    await hover.getByText("headerName", { exact: true }).click();
    const preview = window.page.frameLocator("iframe.webview").frameLocator("iframe");
    await preview.getByText("The name of a header is a misspelling").waitFor();
    await window.openFile(FILE);
  });

  it("offers the names of headers and the variables of the client, between the quotes", async () => {
    const { window } = session;
    await window.evaluate((vscode) => {
      const editor = vscode.window.activeTextEditor;
      const at = editor?.document.getText().indexOf('"X-Tenant-ID"') ?? 0;
      const position = editor?.document.positionAt(at + 1) ?? new vscode.Position(0, 0);
      if (editor) editor.selection = new vscode.Selection(position, position);
    });
    await window.runCommand("Trigger Suggest");
    const rows = window.page.locator(".suggest-widget.visible .monaco-list-row");
    await rows.first().waitFor();
    await expect
      .poll(() => rows.allInnerTexts())
      .toContainEqual(expect.stringContaining("X-API-Key"));
    await window.page.keyboard.press("Escape");
  });

  it("silences a finding by a comment where comments are read", async () => {
    const { window } = session;
    await window.placeCursor("{input:nobody}");
    await window.quickFix("Ignore “inputUndefined” here");
    await expect
      .poll(async () => (await codes()).map(([code]) => code))
      .not.toContain("inputUndefined");
    expect(await text()).toBe(
      TEXT.replace(
        '      "headers": { "Authorisation": "Bearer ${input',
        '      // mcp-connect-ignore inputUndefined\n      "headers": { "Authorisation": "Bearer ${input',
      ),
    );
    await window.runCommand("Undo");
    expect(await text()).toBe(TEXT);
  });

  it("fixes everything that is safe to fix with one action, and on saving", async () => {
    const { window } = session;
    await window.placeCursor("uthorisation");
    await window.quickFix("Fix all in this file");
    await expect.poll(text).toBe(FIXED);
    await window.runCommand("Undo");
    await window.evaluate(async (vscode) => {
      const fixAll = { "source.fixAll.mcpConnect": "explicit" };
      await vscode.workspace.getConfiguration("editor").update("codeActionsOnSave", fixAll, true);
    });
    await expect.poll(text).toBe(TEXT);
    await window.placeCursor("/mcp");
    await window.page.keyboard.type("/v1");
    await expect.poll(text).toContain("com/v1/mcp");
    await window.runCommand("File: Save");
    await expect
      .poll(() => readFile(join(session.workspace, FILE), "utf8"))
      .toBe(FIXED.replace("com/mcp", "com/v1/mcp"));
  });

  it("silences a code of a server by the settings where no comment can, and weighs codes as the user wants", async () => {
    const { window } = session;
    await window.openFile(".mcp.json");
    await expect.poll(codes).toContainEqual(["typeMissing", "error"]);
    await window.evaluate(async (vscode) => {
      const severities = { typeMissing: "hint", inputUndefined: "off" };
      const findings = vscode.workspace.getConfiguration("mcpConnect.findings");
      await findings.update("severities", severities, true);
    });
    await expect.poll(codes).toEqual([["typeMissing", "hint"]]);
    await window.placeCursor('"url"');
    const [placed] = await window.problems("MCP Connect");
    expect(placed?.line).toBe(4);
    const offered = await window.quickFixes();
    expect(offered.filter((title) => title.startsWith("Ignore"))).toEqual([
      "Ignore “typeMissing” of “notes” in the settings",
    ]);
    await window.quickFix("Ignore “typeMissing” of “notes” in the settings");
    await expect.poll(codes).toEqual([]);
    expect(
      JSON.parse(await readFile(join(session.workspace, ".vscode/settings.json"), "utf8")),
    ).toEqual({ "mcpConnect.findings.ignore": [{ code: "typeMissing", server: "notes" }] });
  });
});
