import type { ConfigFormat } from "./format.ts";
import { envReference, UNJUDGED } from "./format.ts";

/** Roo Code. */
export const roo: ConfigFormat = {
  ...UNJUDGED,
  id: "roo",
  client: "Roo Code",
  files: [
    {
      id: "roo",
      names: ["mcp.json", "mcp_settings.json"],
      paths: [/\/\.roo\/mcp\.json$/, /\/mcp_settings\.json$/],
      places: [{ path: ["mcpServers"] }],
      onlyServers: true,
    },
  ],
  userFiles: [
    {
      base: "editor",
      path: ["globalStorage", "rooveterinaryinc.roo-cline", "settings", "mcp_settings.json"],
    },
  ],
  types: { http: ["streamable-http"], sse: ["sse"], local: ["stdio"] },
  withoutType: "refused",
  variables: ["env", "editor"],
  reference: envReference,
  strict: true,
};
