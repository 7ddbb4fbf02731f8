import type { ConfigFormat } from "./format.ts";
import { shellReference, UNJUDGED } from "./format.ts";
import { visualStudio } from "./visualStudio.ts";

/** Claude Code. */
export const claudeCode: ConfigFormat = {
  ...UNJUDGED,
  id: "claudeCode",
  client: "Claude Code",
  files: [
    {
      id: "claudeCode",
      names: [".mcp.json"],
      paths: [/\/\.mcp\.json$/],
      places: [{ path: ["mcpServers"] }, { path: ["servers"], format: visualStudio }],
      onlyServers: true,
      // A plugin's file is a map of servers.
      mayBeFlat: true,
    },
    {
      id: "claudeCodeUser",
      names: [".claude.json"],
      paths: [/\/\.claude\.json$/],
      places: [{ path: ["mcpServers"] }, { path: ["projects", "*", "mcpServers"] }],
    },
  ],
  userFiles: [{ base: "home", path: [".claude.json"] }],
  types: {
    http: ["http", "streamable-http"],
    sse: ["sse", "sse-ide"],
    local: ["stdio", "ws", "ws-ide", "sdk", "claudeai-proxy"],
  },
  withoutType: "refused",
  variables: ["shell", "shellDefault"],
  reference: shellReference,
  strict: true,
  exportTo: { file: ".mcp.json", withType: true },
};
