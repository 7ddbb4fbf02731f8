import type { ConfigFormat } from "./format.ts";
import { envReference, UNJUDGED } from "./format.ts";

/** Cline. */
export const cline: ConfigFormat = {
  ...UNJUDGED,
  id: "cline",
  client: "Cline",
  files: [
    {
      id: "cline",
      names: ["cline_mcp_settings.json"],
      paths: [/\/cline_mcp_settings\.json$/],
      places: [{ path: ["mcpServers"] }],
      onlyServers: true,
    },
  ],
  userFiles: [
    {
      base: "editor",
      path: ["globalStorage", "saoudrizwan.claude-dev", "settings", "cline_mcp_settings.json"],
    },
  ],
  types: { http: ["streamableHttp"], sse: ["sse"], local: ["stdio"] },
  withoutType: "sse",
  variables: ["env", "editor"],
  reference: envReference,
  strict: true,
};
