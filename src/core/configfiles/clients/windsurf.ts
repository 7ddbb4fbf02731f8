import type { ConfigFormat } from "./format.ts";
import { envReference, UNJUDGED } from "./format.ts";

/** Windsurf. */
export const windsurf: ConfigFormat = {
  ...UNJUDGED,
  id: "windsurf",
  client: "Windsurf",
  files: [
    {
      id: "windsurf",
      names: ["mcp_config.json"],
      paths: [/(codeium|windsurf)[^/]*\/(.*\/)?mcp_config\.json$/],
      places: [{ path: ["mcpServers"] }],
      onlyServers: true,
    },
  ],
  userFiles: [
    { base: "home", path: [".codeium", "windsurf", "mcp_config.json"] },
    { base: "home", path: [".codeium", "windsurf-next", "mcp_config.json"] },
  ],
  urlKeys: ["serverUrl"],
  newerUrlKeys: ["url"],
  types: {
    http: ["http", "streamable-http", "streamableHttp", "streamable_http"],
    sse: ["sse"],
    local: ["stdio", "command"],
  },
  unknownType: "passedOver",
  variables: ["env", "file"],
  reference: envReference,
  exportTo: { file: "~/.codeium/windsurf/mcp_config.json" },
};
