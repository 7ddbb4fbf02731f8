import { memberOf } from "../syntax/node.ts";
import type { ServerRule } from "../check/rule.ts";

/** `mcp-remote` needs Node.js 18 or newer (R22). Needs to know which one is on PATH. */
export const bridgeNode: ServerRule = {
  id: "bridgeNode",
  severity: "error",
  stage: "bridge",
  scope: "server",
  find(server, { nodeMajor }) {
    const command = memberOf(server.node, "command")?.value;
    if (nodeMajor === undefined || server.bridge === undefined || command === undefined) return [];
    if (nodeMajor !== null && nodeMajor >= 18) return [];
    const state = nodeMajor === null ? "none was found on PATH" : `version ${nodeMajor} is on PATH`;
    return [
      {
        range: { offset: command.offset, length: command.length },
        message: `mcp-remote needs Node.js 18 or newer and ${state}, so “${server.name}” will not start.`,
        fixes: [
          {
            kind: "action",
            title: "Open the download page of Node.js",
            action: { type: "openExternal", url: "https://nodejs.org/en/download" },
          },
          {
            kind: "action",
            title: "Manage with MCP Connect…",
            action: { type: "adopt", server: server.name },
          },
        ],
      },
    ];
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== claude_desktop_config.json | an old Node.js | node=16
{ "mcpServers": { "a": { "command": "npx", "args": ["-y", "mcp-remote", "https://a.example.com/mcp"] } } }
--- finds
error bridgeNode a 1 "\"npx\""
=== .cursor/mcp.json | no Node.js | node=none
{ "mcpServers": { "a": { "command": "npx", "args": ["-y", "mcp-remote", "https://a.example.com/mcp"] }, "b": { "command": "npx", "args": ["other"] } } }
--- finds
error bridgeNode a 1 "\"npx\""
`;
