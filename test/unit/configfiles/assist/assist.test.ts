import { describe, expect, it } from "vitest";
import { ofFile } from "../check/observed.ts";
import { completionsAt } from "../../../../src/core/configfiles/assist/completions.ts";
import { RESERVED_FIELDS } from "../../../../src/core/http/reservedFields.ts";
import { hoverAt } from "../../../../src/core/configfiles/assist/hover.ts";

/** Splits a text at `|`, which marks the cursor. */
function atCursor(marked: string): [text: string, offset: number] {
  const offset = marked.indexOf("|");
  return [marked.slice(0, offset) + marked.slice(offset + 1), offset];
}

function hover(path: string, marked: string, env?: (name: string) => boolean) {
  const [text, offset] = atCursor(marked);
  const shown = ofFile(path, text, (file) => hoverAt(file, offset, env));
  return (
    shown && {
      on: text.slice(shown.range.offset, shown.range.offset + shown.range.length),
      says: shown.parts,
    }
  );
}

const vscode = (value: string, header = "Authorization") =>
  `{ "inputs": [{ "type": "promptString", "id": "token" }], "servers": { "wb": { "url": "https://a.example.com/mcp", "headers": { "${header}": "${value}" } } } }`;

describe("hoverAt", () => {
  it("says what a header is for", () => {
    expect(hover("/w/.vscode/mcp.json", vscode("x", "X-API|-Key"))).toEqual({
      on: "X-API-Key",
      says: ["Carries an API key alone, without a scheme.", "Goes to “wb” with every request."],
    });
  });

  it("names the header that a misspelling means", () => {
    expect(hover("/w/.vscode/mcp.json", vscode("x", "|Authorisation"))?.says[0]).toBe(
      "A misspelling of “Authorization”, which is meant here:",
    );
  });

  it.each([
    [
      "/w/.vscode/mcp.json",
      "${input:tok|en}",
      "VS Code asks for the input “token” and puts the answer here.",
    ],
    [
      "/w/.vscode/mcp.json",
      "${input:oth|er}",
      "No input has the id “other”, so there is nothing to put here.",
    ],
    [
      "/w/.vscode/mcp.json",
      "Bearer ${env:S|ET}",
      "The environment variable SET is set here, and its value is put in.",
    ],
    [
      "/w/.vscode/mcp.json",
      "Bearer ${env:OP|EN}",
      "The environment variable OPEN is not set here, so there is nothing to put in.",
    ],
    [
      "/w/.vscode/mcp.json",
      "Bearer ${S|ET}",
      "VS Code does not expand “${SET}” and uses it as it stands.",
    ],
    [
      "/w/.mcp.json",
      "Bearer ${OPEN|:-x}",
      "The environment variable OPEN is not set here, so the default is put in.",
    ],
  ])("says in %s whether %s resolves", (path, value, says) => {
    const text = path.endsWith(".mcp.json")
      ? vscode(value).replace('"servers"', '"mcpServers"')
      : vscode(value);
    expect(hover(path, text, (name) => name === "SET")?.says).toEqual([says]);
  });

  it("is silent elsewhere", () => {
    expect(hover("/w/.vscode/mcp.json", vscode("Bea|rer x"))).toBeUndefined();
    expect(hover("/w/package.json", vscode("x", "X-API|-Key"))).toBeUndefined();
  });
});

function labels(path: string, marked: string) {
  const [text, offset] = atCursor(marked);
  const given = ofFile(path, text, (file) => completionsAt(file, offset));
  return (
    given && {
      replaces: text.slice(given.range.offset, given.range.offset + given.range.length),
      labels: given.items.map(({ label }) => label),
    }
  );
}

describe("completionsAt", () => {
  it("offers the names of headers that are not there yet", () => {
    const given = labels(
      "/w/.vscode/mcp.json",
      '{ "servers": { "a": { "url": "https://a.example.com", "headers": { "Authorization": "x", "X-A|": "" } } } }',
    );
    expect(given?.replaces).toBe("X-A");
    expect(given?.labels).toContain("X-API-Key");
    expect(given?.labels).not.toContain("Authorization");
  });

  it("offers in our settings no header that they never send", () => {
    const offered = (path: string, root: string) =>
      labels(
        path,
        `{ "${root}": { "a": { "url": "https://a.example.com", "headers": { "|": "" } } } }`,
      )?.labels.filter((label) => RESERVED_FIELDS.has(label.toLowerCase()));
    expect([
      offered("/w/.vscode/settings.json", "mcpConnect.servers"),
      offered("/w/.cursor/mcp.json", "mcpServers"),
    ]).toEqual([[], ["Proxy-Authorization"]]);
  });

  it("offers schemes with the references that the client expands", () => {
    expect(labels("/w/.vscode/mcp.json", vscode("|"))).toEqual({
      replaces: "",
      labels: ["Bearer ${input:token}", "Bearer ${env:WB_TOKEN}", "Bearer ", "Basic "],
    });
    expect(
      labels(
        "/w/.mcp.json",
        '{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com", "headers": { "X-API-Key": "|" } } } }',
      )?.labels,
    ).toEqual(["${A_TOKEN}"]);
  });

  it("offers the types in the client's spelling", () => {
    expect(
      labels(
        "/w/.roo/mcp.json",
        '{ "mcpServers": { "a": { "type": "|", "url": "https://a.example.com" } } }',
      )?.labels,
    ).toEqual(["streamable-http", "sse"]);
  });

  it("offers nothing in the values of other headers", () => {
    expect(labels("/w/.vscode/mcp.json", vscode("|", "X-Region"))).toBeUndefined();
  });

  it("works while the braces are still open", () => {
    expect(
      labels(
        "/w/.vscode/mcp.json",
        '{ "servers": { "a": { "url": "https://a.example.com", "headers": { "|" ',
      )?.labels,
    ).toContain("Authorization");
  });
});
