import { expect, it } from "vitest";
import { withServerEntry } from "../../../../src/core/configfiles/plans/settingsEntry.ts";

const ENTRY = { url: "https://a.example.com/mcp", auth: { type: "token" } };
const WRITTEN = `{
  "mcpConnect.servers": {
    "a": {
      "url": "https://a.example.com/mcp",
      "auth": {
        "type": "token"
      }
    }
  }
}
`;

it.each([
  ["of nothing, makes a file", "/w/.vscode/settings.json", "", WRITTEN],
  ["of an empty object, fills it", "/w/.vscode/settings.json", "{}\n", WRITTEN],
  [
    "keeps comments, indentation and the other servers",
    "/w/.vscode/settings.json",
    `{
    // ours
    "editor.tabSize": 4,
    "mcpConnect.servers": {
        "b": { "url": "https://b.example.com/mcp" } // first
    },
}
`,
    `{
    // ours
    "editor.tabSize": 4,
    "mcpConnect.servers": {
        "b": { "url": "https://b.example.com/mcp" }, // first
        "a": {
            "url": "https://a.example.com/mcp",
            "auth": {
                "type": "token"
            }
        }
    },
}
`,
  ],
  ["replaces a null", "/w/.vscode/settings.json", '{\n  "mcpConnect.servers": null\n}\n', WRITTEN],
  [
    "goes into the settings of a workspace file",
    "/w/team.code-workspace",
    '{\r\n\t"folders": [{ "path": "." }]\r\n}\r\n',
    '{\r\n\t"folders": [{ "path": "." }],\r\n\t"settings": {\r\n\t\t"mcpConnect.servers": {\r\n\t\t\t"a": {\r\n\t\t\t\t"url": "https://a.example.com/mcp",\r\n\t\t\t\t"auth": {\r\n\t\t\t\t\t"type": "token"\r\n\t\t\t\t}\r\n\t\t\t}\r\n\t\t}\r\n\t}\r\n}\r\n',
  ],
])("A server's entry, added to the text %s", (_what, path, before, after) => {
  expect(withServerEntry(path, before, "a", ENTRY)).toBe(after);
});
