import type { ConfigFormat } from "./format.ts";
import { shellReference, UNJUDGED } from "./format.ts";

/** Kiro. */
export const kiro: ConfigFormat = {
  ...UNJUDGED,
  id: "kiro",
  client: "Kiro",
  files: [
    {
      id: "kiro",
      names: ["mcp.json"],
      paths: [/\/\.kiro\/settings\/mcp\.json$/],
      places: [{ path: ["mcpServers"] }],
      onlyServers: true,
    },
  ],
  userFiles: [{ base: "home", path: [".kiro", "settings", "mcp.json"] }],
  variables: ["shell", "env"],
  reference: shellReference,
};
