import { describe, expect, it } from "vitest";
import { ofFile } from "../check/observed.ts";
import { serverAt, serversIn } from "../../../../src/core/configfiles/read/serverAt.ts";
import { writtenConnection } from "../../../../src/core/configfiles/plans/writtenConnection.ts";

const environment = (name: string) => (name === "SET" ? "value" : undefined);

/** The connection with its token in clear, and without its place. */
function written(path: string, entry: object, root = "mcpServers") {
  const text = JSON.stringify({ [root]: { a: entry } });
  const found = ofFile(path, text, (file) => writtenConnection(file, "a", environment));
  if (found === undefined) return undefined;
  const { credential, range: _range, ...rest } = found;
  const { token, ...placement } = credential ?? {};
  return { ...rest, ...(credential && { ...placement, token: token?.reveal() }) };
}

describe("R52: what a client would send for an entry", () => {
  it("is what stands there, a misspelling included", () => {
    const headers = { Authorisation: "Bearer fake-0123", "X-Region": "eu" };
    expect(written("/w/.cursor/mcp.json", { url: "https://a.example/mcp", headers })).toEqual({
      url: "https://a.example/mcp",
      transport: "http",
      headers: { "X-Region": "eu" },
      header: "Authorisation",
      scheme: "Bearer",
      token: "fake-0123",
    });
  });

  it("has the variables put in that the client expands, and the others as they are written", () => {
    const headers = { Authorization: "Bearer ${env:SET}", "X-One": "${SET}", "X-Two": "${env:NO}" };
    expect(
      written("/w/.cursor/mcp.json", { url: "https://a.example/${env:SET}", headers }),
    ).toEqual({
      url: "https://a.example/value",
      transport: "http",
      headers: { "X-One": "${SET}", "X-Two": "${env:NO}" },
      header: "Authorization",
      scheme: "Bearer",
      token: "value",
    });
  });

  it("lacks the token that an input asks for", () => {
    const entry = {
      type: "sse",
      url: "https://a.example/sse",
      headers: { Authorization: "Bearer ${input:token}" },
    };
    expect(written("/w/.vscode/mcp.json", entry, "servers")).toEqual({
      url: "https://a.example/sse",
      transport: "sse",
      headers: {},
      header: "Authorization",
      scheme: "Bearer",
      token: undefined,
    });
  });

  it("comes from a bridge's arguments and environment, and not from a local command", () => {
    const bridge = {
      command: "npx",
      args: ["-y", "mcp-remote", "https://a.example/mcp", "--header", "Authorization:${AUTH}"],
      env: { AUTH: "Bearer fake-0123" },
    };
    expect([
      written("/w/claude_desktop_config.json", bridge),
      written("/w/claude_desktop_config.json", { command: "uvx", args: ["server"] }),
    ]).toEqual([
      {
        url: "https://a.example/mcp",
        transport: "http",
        headers: {},
        header: "Authorization",
        scheme: "Bearer",
        token: "fake-0123",
      },
      undefined,
    ]);
  });
});

describe("The servers of a file", () => {
  const text = `{
  "mcpConnect.servers": { "ours": { "url": "https://a.example/mcp" } },
  "mcp": { "servers": { "theirs": { "command": "uvx" } } }
}`;
  const path = "/w/.vscode/settings.json";

  it("are told apart by kind and by whose they are", () => {
    expect(ofFile(path, text, serversIn)).toEqual([
      { name: "ours", kind: "remote", isOurs: true },
      { name: "theirs", kind: "local", isOurs: false },
    ]);
  });

  it("are found where their entries stand", () => {
    const at = (place: string) =>
      ofFile(path, text, (file) => serverAt(file, text.indexOf(place)))?.name;
    expect([at('"ours"'), at("https"), at('"uvx"'), at('"mcp"')]).toEqual([
      "ours",
      "ours",
      "theirs",
      undefined,
    ]);
  });
});
