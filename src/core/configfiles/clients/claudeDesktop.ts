import type { ConfigFormat } from "./format.ts";
import { UNJUDGED } from "./format.ts";

/** Claude Desktop, which starts commands only. */
export const claudeDesktop: ConfigFormat = {
  ...UNJUDGED,
  id: "claudeDesktop",
  client: "Claude Desktop",
  files: [
    {
      id: "claudeDesktop",
      names: ["claude_desktop_config.json"],
      paths: [/\/claude_desktop_config\.json$/],
      places: [{ path: ["mcpServers"] }],
      onlyServers: true,
    },
  ],
  userFiles: [{ base: "appData", path: ["Claude", "claude_desktop_config.json"] }],
  remote: false,
  variables: [],
  splitsArguments: true,
  strict: true,
  exportTo: { file: "claude_desktop_config.json" },
};
