import type { ConfigFormat } from "./format.ts";
import { envReference, UNJUDGED } from "./format.ts";

/** Cursor. */
export const cursor: ConfigFormat = {
  ...UNJUDGED,
  id: "cursor",
  client: "Cursor",
  files: [
    {
      id: "cursor",
      names: ["mcp.json"],
      paths: [/\/\.cursor\/mcp\.json$/],
      places: [{ path: ["mcpServers"] }],
      onlyServers: true,
    },
  ],
  userFiles: [{ base: "home", path: [".cursor", "mcp.json"] }],
  types: {
    http: ["http", "streamable-http", "streamableHttp", "streamable_http"],
    sse: ["sse"],
    local: ["stdio", "command"],
  },
  unknownType: "passedOver",
  variables: ["env", "editor"],
  reference: envReference,
  splitsArguments: true,
  exportTo: { file: ".cursor/mcp.json" },
};
