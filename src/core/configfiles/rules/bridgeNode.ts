import { t } from "@vscode/l10n";
import { adopt } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { memberOf } from "../syntax/node.ts";

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
    return [
      {
        range: { offset: command.offset, length: command.length },
        message:
          nodeMajor === null
            ? t(
                "mcp-remote needs Node.js 18 or newer and none was found on PATH, so “{0}” will not start.",
                server.name,
              )
            : t(
                "mcp-remote needs Node.js 18 or newer and version {0} is on PATH, so “{1}” will not start.",
                nodeMajor,
                server.name,
              ),
        fixes: [
          {
            kind: "action",
            title: t("Open the download page of Node.js"),
            action: { type: "openExternal", url: "https://nodejs.org/en/download" },
          },
          adopt(server),
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
