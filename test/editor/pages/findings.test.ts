import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEditorHarness, type EditorHarness } from "../harness/editorHarness.ts";

const MCP_JSON = `{
  // The team's servers
  "servers": {
    "workboard": {
      "type": "http",
      "url": "https://www.myworkboard.com/wb/mcp",
      "headers": { "Authorisation": "Bearer \${input:token}" },
    },
  },
  "inputs": [{ "id": "token", "type": "promptString", "description": "Token", "password": true }],
}
`;

describe("findings in a configuration file", () => {
  let harness: EditorHarness;
  beforeAll(async () => {
    harness = await openEditorHarness({ files: { ".vscode/mcp.json": MCP_JSON } });
  });
  afterAll(() => harness?.close());

  it("underlines a misspelt header name and corrects it with the lightbulb (R19, R45)", async () => {
    const { window } = harness;
    await window.openFile(".vscode/mcp.json");
    await expect
      .poll(() => window.problems())
      .toEqual([
        expect.objectContaining({
          file: ".vscode/mcp.json",
          line: 7,
          source: "MCP Connect",
          message: expect.stringContaining("Authorization"),
        }),
      ]);
    await window.page.locator(".squiggly-error, .squiggly-warning").first().waitFor();
    await window.placeCursor("Authorisation");
    const [first] = await window.quickFixes();
    await window.quickFix(first ?? "");
    await expect.poll(() => window.problems()).toEqual([]);
    await window.runCommand("File: Save");
    await expect
      .poll(() => readFile(join(harness.workspace, ".vscode/mcp.json"), "utf8"))
      .toBe(MCP_JSON.replace("Authorisation", "Authorization"));
  });
});
