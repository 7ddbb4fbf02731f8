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
