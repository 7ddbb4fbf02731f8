import { describe, expect, it } from "vitest";
import { applyEdits } from "../../../../src/core/textEdits.ts";
import { fileFindings, ofFile } from "../check/observed.ts";
import { ignoreEdit } from "../../../../src/core/configfiles/plans/ignoreEdit.ts";

function ignored(path: string, text: string, code: string): string | undefined {
  const finding = fileFindings(path, text).find((one) => one.code === code);
  const edit = ofFile(path, text, (file) => ignoreEdit(file, finding?.range?.offset ?? 0, code));
  return edit && applyEdits(text, [edit]);
}

const TEXT = `{
  "servers": {
    "a": {
      "type": "http",
      "url": "https://a.example.com/mcp",
      "headers": { "Authorisation": "Bearer YOUR_TOKEN" }
    }
  }
}
`;
const HEADERS = '      "headers"';

describe("An ignore comment", () => {
  it("goes above the line, and a second code joins the first", () => {
    const once = ignored("/w/.vscode/mcp.json", TEXT, "headerName") ?? "";
    const twice = ignored("/w/.vscode/mcp.json", once, "placeholder") ?? "";
    expect([once, twice, fileFindings("/w/.vscode/mcp.json", twice)]).toEqual([
      TEXT.replace(HEADERS, `      // mcp-connect-ignore headerName\n${HEADERS}`),
      TEXT.replace(HEADERS, `      // mcp-connect-ignore headerName, placeholder\n${HEADERS}`),
      [],
    ]);
  });

  it("keeps line ends, on the first line too", () => {
    const text =
      '{ "servers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorisation": "Bearer x${env:A}" } } } }\r\n';
    const after = ignored("/w/.vscode/mcp.json", text, "headerName") ?? "";
    expect([after, fileFindings("/w/.vscode/mcp.json", after)]).toEqual([
      `// mcp-connect-ignore headerName\r\n${text}`,
      [],
    ]);
  });

  it("is TOML's in TOML", () => {
    const text =
      '[mcp_servers.a]\nurl = "https://a.example.com/mcp"\nhttp_headers = { "Authorisation" = "Bearer fake" }\n';
    const after = ignored("/w/.codex/config.toml", text, "headerName") ?? "";
    expect(after).toContain("\n# mcp-connect-ignore headerName\nhttp_headers");
    expect(fileFindings("/w/.codex/config.toml", after).map(({ code }) => code)).not.toContain(
      "headerName",
    );
  });

  it("is not written where the client reads no comments", () => {
    expect(ignored("/w/claude_desktop_config.json", "{}", "syntax")).toBe(undefined);
    expect(ignored("/w/package.json", "{}", "syntax")).toBe(undefined);
  });
});
