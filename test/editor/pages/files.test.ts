import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEditorHarness, type EditorHarness } from "../harness/editorHarness.ts";

/** A server with a misspelt header in the form of a client, which puts the same mistake into every file. */
const server = (reference: string, more: object = {}) => ({
  ...more,
  url: "https://mcp.example.com/mcp",
  headers: { Authorisation: `Bearer ${reference}` },
});
const REFERENCE = "${env:PATH}";

const FILES = {
  ".vscode/mcp.json": { servers: { notes: server(REFERENCE, { type: "http" }) } },
  ".mcp.json": { mcpServers: { notes: server("${PATH}", { type: "http" }) } },
  ".cursor/mcp.json": { mcpServers: { notes: server(REFERENCE) } },
  ".vscode/settings.json": { "mcpConnect.servers": { notes: server(REFERENCE) } },
  "team.code-workspace": {
    folders: [{ path: "." }],
    settings: { mcp: { servers: { notes: server(REFERENCE, { type: "http" }) } } },
  },
};
const HOME_FILE = ".codeium/windsurf/mcp_config.json";

describe("a configuration file", () => {
  let harness: EditorHarness;
  beforeAll(async () => {
    harness = await openEditorHarness({
      files: FILES,
      homeFiles: {
        [HOME_FILE]: {
          mcpServers: {
            notes: {
              serverUrl: "https://mcp.example.com/mcp",
              headers: { Authorisation: `Bearer ${REFERENCE}` },
            },
          },
        },
      },
    });
  });
  afterAll(() => harness?.close());

  /** By its whole path: several of these files have the same name. */
  const open = (path: string) =>
    harness.window.evaluate(async (vscode, file) => {
      await vscode.window.showTextDocument(vscode.Uri.file(file));
    }, path);

  const correct = async (path: string) => {
    const { window } = harness;
    await window.page.locator(".squiggly-error").first().waitFor();
    await window.placeCursor("Authorisation");
    await window.page
      .locator('.monaco-editor [class*="codicon-light-bulb"], .lightBulbWidget')
      .first()
      .waitFor();
    await window.quickFix("Change to “Authorization”");
    await window.page.locator(".squiggly-error").first().waitFor({ state: "detached" });
    await window.runCommand("File: Save");
    await expect.poll(() => readFile(path, "utf8")).toContain('"Authorization": "Bearer');
    expect(await readFile(path, "utf8")).not.toContain("Authorisation");
  };

  it.each(Object.keys(FILES))(
    "is underlined in %s, corrected with the lightbulb and saved (R45, R48)",
    async (path) => {
      const { window } = harness;
      await open(join(harness.workspace, path));
      await expect
        .poll(async () => {
          const found = await window.problems("MCP Connect");
          return found.filter(({ file }) => file === path).map(({ code }) => code);
        })
        .toEqual(["headerName"]);
      await correct(join(harness.workspace, path));
    },
  );

  it("is checked outside the workspace, too, when it is opened (R48)", async () => {
    const path = join(harness.editor.homeDir, HOME_FILE);
    await open(path);
    await correct(path);
  });

  it("keeps the editor's own lenses (Start) beside our findings", async () => {
    const { window } = harness;
    await open(join(harness.workspace, ".vscode/mcp.json"));
    await window.page.locator(".codelens-decoration a", { hasText: "Start" }).first().waitFor();
  });
});
