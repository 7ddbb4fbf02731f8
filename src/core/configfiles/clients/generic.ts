import { t } from "@vscode/l10n";
import type { ConfigFormat } from "./format.ts";
import { UNJUDGED } from "./format.ts";

/** Files with a name that several clients use, in a place that tells of none. */
export const generic: ConfigFormat = {
  ...UNJUDGED,
  id: "generic",
  get client() {
    return t("this client");
  },
  files: [
    {
      id: "generic",
      names: ["mcp.json", "mcp_config.json", "mcp-config.json"],
      paths: [/\/mcp[_-]config\.json$/, /\/mcp\.json$/],
      places: [{ path: ["mcpServers"] }, { path: ["servers"] }],
      otherRoots: "accepted",
    },
  ],
  isFallback: true,
  keysKnown: false,
  urlKeys: ["url", "serverUrl", "httpUrl"],
};
