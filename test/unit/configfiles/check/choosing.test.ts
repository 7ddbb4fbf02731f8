import { describe, expect, it } from "vitest";
import type { FindingOptions } from "../../../../src/core/configfiles/check/fileChecker.ts";
import { applyEdits } from "../../../../src/core/textEdits.ts";
import { fileFindings } from "./observed.ts";

const path = "/w/.vscode/mcp.json";
const server = (comment = "", atEnd = "") => `{
  "servers": {
    ${comment}
    "a": {
      "type": "http",
      "url": "https://a.example.com/mcp",
      "headers": { "Authorisation": "Bearer YOUR_TOKEN" } ${atEnd}
    },
    "b": { "type": "http", "url": "https://b.example.com/mcp", "headers": { "Authorisation": "\${env:B}" } }
  }
}`;

function found(text: string, options: FindingOptions = {}, file = path): string[] {
  return fileFindings(file, text, options).map(
    ({ code, server: name, severity }) => `${name} ${code} ${severity}`,
  );
}

const ALL = ["a headerName error", "a placeholder error", "b headerName error"];

describe("an ignore comment", () => {
  it.each([
    [
      "for one code, above a server",
      "// mcp-connect-ignore headerName",
      "",
      ["a placeholder error", "b headerName error"],
    ],
    ["for two codes", "// mcp-connect-ignore headerName, placeholder", "", ["b headerName error"]],
    ["for all codes", "/* mcp-connect-ignore */", "", ["b headerName error"]],
    [
      "with a reason behind it",
      "// mcp-connect-ignore placeholder it is a sample",
      "",
      ["a headerName error", "b headerName error"],
    ],
    [
      "at the end of a line",
      "",
      "// mcp-connect-ignore headerName",
      ["a placeholder error", "b headerName error"],
    ],
    [
      "above another comment",
      "// mcp-connect-ignore headerName\n    // the team's",
      "",
      ["a placeholder error", "b headerName error"],
    ],
    ["with a code that does not exist", "// mcp-connect-ignore headrName", "", ALL],
    ["that is none", "// mcp-connect-ignored by all", "", ALL],
  ])("%s", (_what, above, atEnd, left) => {
    expect(found(server(above, atEnd))).toEqual(left);
  });

  it("works in TOML", () => {
    const text =
      '# mcp-connect-ignore headerName\n[mcp_servers.a]\nurl = "https://a.example.com/mcp"\nhttp_headers = { "Authorisation" = "x" }\n';
    expect(found(text, {}, "/w/.codex/config.toml")).toEqual([]);
  });
});

describe("the options", () => {
  it("change severities by code", () => {
    expect(found(server(), { severities: { headerName: "hint", placeholder: "off" } })).toEqual([
      "a headerName hint",
      "b headerName hint",
    ]);
  });

  it("leave out by code, by server, and by both", () => {
    expect(found(server(), { ignore: [{ code: "headerName" }] })).toEqual(["a placeholder error"]);
    expect(found(server(), { ignore: [{ server: "a" }] })).toEqual(["b headerName error"]);
    expect(found(server(), { ignore: [{ server: "a", code: "headerName" }] })).toEqual([
      "a placeholder error",
      "b headerName error",
    ]);
    expect(found(server(), { ignore: [{}] })).toEqual(ALL);
  });

  it("mention the history of a tracked file", () => {
    const text =
      '{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer fake-0123456789" } } } }';
    const [untracked] = fileFindings(path, text);
    const [tracked] = fileFindings(path, text, { trackedFile: true });
    expect(tracked?.message).toBe(
      `${untracked?.message} Version control tracks the file, so replace the credential at its provider as well: the history keeps this one.`,
    );
  });
});

describe("applyEdits", () => {
  it("makes edits in any order", () => {
    const edits = [
      { range: { offset: 4, length: 0 }, text: "!" },
      { range: { offset: 0, length: 1 }, text: "A" },
    ];
    expect(applyEdits("abcd", edits)).toBe("Abcd!");
  });

  it("refuses edits that overlap or lie outside", () => {
    const at = (offset: number, length: number) => ({ range: { offset, length }, text: "" });
    expect(() => applyEdits("abcd", [at(0, 2), at(1, 2)])).toThrow(RangeError);
    expect(() => applyEdits("abcd", [at(3, 2)])).toThrow(RangeError);
  });
});
