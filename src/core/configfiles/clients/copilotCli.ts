import type { ConfigFormat } from "./format.ts";
import { shellReference, UNJUDGED } from "./format.ts";

/** Copilot CLI. */
export const copilotCli: ConfigFormat = {
  ...UNJUDGED,
  id: "copilotCli",
  client: "Copilot CLI",
  files: [
    {
      id: "copilotCli",
      names: ["mcp-config.json", "mcp.json"],
      paths: [/\/\.copilot\/mcp-config\.json$/, /\/\.github\/mcp\.json$/],
      places: [{ path: ["mcpServers"] }],
      onlyServers: true,
    },
  ],
  userFiles: [{ base: "home", path: [".copilot", "mcp-config.json"] }],
  types: { http: ["http", "streamable-http"], sse: ["sse"], local: ["local", "stdio"] },
  variables: ["shell", "shellDefault", "dollar"],
  reference: shellReference,
};
