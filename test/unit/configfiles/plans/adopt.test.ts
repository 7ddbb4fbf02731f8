import { describe, expect, it } from "vitest";
import { adoptPlan } from "../../../../src/core/configfiles/plans/adopt.ts";
import { moveSecretPlan } from "../../../../src/core/configfiles/plans/moveSecret.ts";
import { applyEdits } from "../../../../src/core/textEdits.ts";
import { fileFindings, ofFile } from "../check/observed.ts";
import { parseServers } from "../../../../src/core/servers/parse.ts";

/** The plan with its secrets in clear and the file that it leaves. */
function adopted(path: string, text: string, name: string) {
  const plan = ofFile(path, text, (file) => adoptPlan(file, name));
  if (plan === undefined) return undefined;
  const { edits, secret, furtherSecrets, clientSecret, ...rest } = plan;
  return {
    ...rest,
    ...(secret !== undefined && { secret: { ...secret, value: secret.value.reveal() } }),
    ...(furtherSecrets !== undefined && {
      furtherSecrets: furtherSecrets.map((one) => ({ ...one, value: one.value.reveal() })),
    }),
    ...(clientSecret !== undefined && { clientSecret: clientSecret.reveal() }),
    left: applyEdits(text, edits),
  };
}

describe("adoptPlan", () => {
  it("R18: takes over Claude Desktop's bridge with its token", () => {
    const text = `{
  "mcpServers": {
    "time": { "command": "uvx", "args": ["mcp-server-time"] },
    "workboard": {
      "command": "npx",
      "args": ["-y", "mcp-remote", "https://www.myworkboard.com/wb/mcp", "--header", "Authorization: Bearer fake-0123456789-abcdef"]
    }
  }
}
`;
    expect(adopted("/w/claude_desktop_config.json", text, "workboard")).toEqual({
      name: "workboard",
      settings: { url: "https://www.myworkboard.com/wb/mcp", auth: { type: "token" } },
      secret: { header: "Authorization", scheme: "Bearer", value: "fake-0123456789-abcdef" },
      left: `{
  "mcpServers": {
    "time": { "command": "uvx", "args": ["mcp-server-time"] }
  }
}
`,
    });
  });

  it("R18: takes over Cursor's form, misspelling and placeholder included, and leaves the comments", () => {
    const text = `{
  // the team's servers
  "mcpServers": {
    "workboard": { "url": "https://www.myworkboard.com/wb/mcp", "headers": { "Authorisation": "Bearer YOUR_WB_TOKEN" } }, // ours
    "docs": { "url": "https://docs.example.com/mcp" }
  }
}`;
    expect(adopted("/w/.cursor/mcp.json", text, "workboard")).toEqual({
      name: "workboard",
      settings: { url: "https://www.myworkboard.com/wb/mcp", auth: { type: "token" } },
      left: `{
  // the team's servers
  "mcpServers": {
    // ours
    "docs": { "url": "https://docs.example.com/mcp" }
  }
}`,
    });
  });

  it("R18: takes over type, url and headers, with the variable that the token comes from", () => {
    const text =
      '{ "mcpServers": { "a": { "type": "sse", "url": "https://${HOST}/sse", "headers": { "X-API-Key": "${A_KEY}", "X-Region": "eu-${ZONE:-1}" } } } }';
    expect(adopted("/w/.mcp.json", text, "a")).toEqual({
      name: "a",
      settings: {
        url: "https://${env:HOST}/sse",
        type: "sse",
        headers: { "X-Region": "eu-${env:ZONE}" },
        auth: { type: "token", header: "X-API-Key", scheme: "", token: "${env:A_KEY}" },
      },
      variable: "A_KEY",
      left: '{ "mcpServers": { } }',
    });
  });

  it("takes over an OAuth client with its secret", () => {
    const text =
      '{ "mcpServers": { "a": { "httpUrl": "https://a.example.com/mcp", "oauth": { "clientId": "mcp-client", "clientSecret": "fake-client-secret-0123", "tokenUrl": "https://login.example.com/token", "scopes": ["read"] } } } }';
    expect(adopted("/w/.gemini/settings.json", text, "a")).toEqual({
      name: "a",
      settings: {
        url: "https://a.example.com/mcp",
        auth: {
          type: "oauth",
          clientId: "mcp-client",
          tokenUrl: "https://login.example.com/token",
          scopes: ["read"],
        },
      },
      clientSecret: "fake-client-secret-0123",
      left: '{ "mcpServers": { } }',
    });
  });

  it("switches a server of Codex off, whose tables may be spread over the file", () => {
    const text =
      '[mcp_servers.a]\nurl = "https://a.example.com/mcp" # main\nhttp_headers = { "API-Token" = "fake-0123456789" }\n';
    expect(adopted("/w/.codex/config.toml", text, "a")).toEqual({
      name: "a",
      settings: {
        url: "https://a.example.com/mcp",
        auth: { type: "token", header: "API-Token", scheme: "" },
      },
      secret: { header: "API-Token", scheme: "", value: "fake-0123456789" },
      left: '[mcp_servers.a]\nurl = "https://a.example.com/mcp" # main\nenabled = false\nhttp_headers = { "API-Token" = "YOUR_TOKEN" }\n',
    });
  });

  it.each([
    ["Bearer fake-0123456789-abcdef", "Authorization:${AUTH_HEADER}"],
    ["fake-0123456789-abcdef", "Authorization: Bearer ${AUTH_HEADER}"],
  ])("takes %s from the variable that a bridge's entry sets for %s", (value, header) => {
    const text = JSON.stringify({
      mcpServers: {
        a: {
          command: "npx",
          args: ["mcp-remote", "https://a.example.com/mcp", "--header", header],
          env: { AUTH_HEADER: value },
        },
      },
    });
    expect(adopted("/w/claude_desktop_config.json", text, "a")).toEqual({
      name: "a",
      settings: { url: "https://a.example.com/mcp", auth: { type: "token" } },
      secret: { header: "Authorization", scheme: "Bearer", value: "fake-0123456789-abcdef" },
      left: '{"mcpServers":{}}',
    });
  });

  it("takes over every credential of a server that wants several", () => {
    const text =
      '{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "fake-key-0123456789", "Authorization": "Bearer fake-token-0123456789", "X-Auth-Token": "${env:GATE}" } } } }';
    const plan = adopted("/w/.cursor/mcp.json", text, "a");
    expect(plan).toEqual({
      name: "a",
      settings: {
        url: "https://a.example.com/mcp",
        auth: { type: "token" },
        secretHeaders: { "X-API-Key": {}, "X-Auth-Token": { value: "${env:GATE}" } },
      },
      secret: { header: "Authorization", scheme: "Bearer", value: "fake-token-0123456789" },
      furtherSecrets: [{ header: "X-API-Key", scheme: "", value: "fake-key-0123456789" }],
      left: '{ "mcpServers": { } }',
    });
    expect(parseServers({ a: plan?.settings }, () => "set").findings).toEqual([]);
  });

  it("has nothing to take over of a local command, of our own settings, or of a name that is not there", () => {
    const local = '{ "mcpServers": { "a": { "command": "uvx", "args": ["server"] } } }';
    const own = '{ "mcpConnect.servers": { "a": { "url": "https://a.example.com/mcp" } } }';
    expect(ofFile("/w/.mcp.json", local, (file) => adoptPlan(file, "a"))).toBeUndefined();
    expect(ofFile("/w/.mcp.json", local, (file) => adoptPlan(file, "b"))).toBeUndefined();
    expect(ofFile("/w/.vscode/settings.json", own, (file) => adoptPlan(file, "a"))).toBeUndefined();
  });

  it("gives settings that our parser takes without a finding", () => {
    const text =
      '{ "servers": { "a": { "type": "sse", "url": "https://a.example.com/sse", "headers": { "X-API-Key": "k", "X-Region": "eu" } } } }';
    const plan = ofFile("/w/.vscode/mcp.json", text, (file) => adoptPlan(file, "a"));
    expect(parseServers({ a: plan?.settings }).findings).toEqual([]);
  });

  it("prints no secret", () => {
    const text =
      '{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer fake-0123456789" } } } }';
    const plan = ofFile("/w/.cursor/mcp.json", text, (file) => adoptPlan(file, "a"));
    expect(JSON.stringify({ ...plan, edits: [] })).not.toContain("fake-0123456789");
  });
});

describe("moveSecretPlan", () => {
  const move = (path: string, text: string) => {
    const action = fileFindings(path, text)
      .flatMap(({ fixes }) => fixes)
      .find((fix) => fix.kind === "action" && fix.action.type === "moveToSecretStorage");
    if (action?.kind !== "action" || action.action.type !== "moveToSecretStorage") return undefined;
    const { range } = action.action;
    const plan = ofFile(path, text, (file) => moveSecretPlan(file, range));
    return (
      plan && {
        server: plan.server,
        secret: plan.secret.reveal(),
        files: plan.references.map(({ kind, name, edits }) => [
          kind,
          name,
          applyEdits(text, edits),
        ]),
      }
    );
  };

  it("R37: takes the secret out and offers the references that VS Code understands", () => {
    const text = `{
  "servers": {
    "my-api": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer fake-0123456789" } }
  }
}`;
    const withValue = (value: string, inputs = "") => `{${inputs}
  "servers": {
    "my-api": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer ${value}" } }
  }
}`;
    expect(move("/w/.vscode/mcp.json", text)).toEqual({
      server: "my-api",
      secret: "fake-0123456789",
      files: [
        [
          "input",
          "my-api-token",
          withValue(
            "${input:my-api-token}",
            '\n  "inputs": [{ "type": "promptString", "id": "my-api-token", "description": "my-api-token", "password": true }],',
          ),
        ],
        ["environment", "MY_API_TOKEN", withValue("${env:MY_API_TOKEN}")],
      ],
    });
  });

  it("offers no reference where the client has none", () => {
    const text =
      '[mcp_servers.a]\nurl = "https://a.example.com/mcp"\nhttp_headers = { "X-API-Key" = "FakeKey0123456789abcdef" }\n';
    expect(move("/w/.codex/config.toml", text)).toEqual({
      server: "a",
      secret: "FakeKey0123456789abcdef",
      files: [],
    });
  });
});
