import type { ConfigFormat } from "./format.ts";
import { envReference, UNJUDGED } from "./format.ts";

/** VS Code's own servers. */
export const vscode: ConfigFormat = {
  ...UNJUDGED,
  id: "vscode",
  client: "VS Code",
  files: [
    {
      id: "vscodeMcp",
      names: ["mcp.json"],
      paths: [/\/\.vscode\/mcp\.json$/, /\/user\/(profiles\/[^/]+\/)?mcp\.json$/],
      places: [{ path: ["servers"] }],
      onlyServers: true,
    },
  ],
  userFiles: [
    { base: "editor", path: ["mcp.json"] },
    { base: "editor", path: ["profiles", "*", "mcp.json"] },
  ],
  types: { http: ["http"], sse: ["sse"], local: ["stdio"] },
  variables: ["input", "env", "editor"],
  reference: envReference,
  inputs: true,
  schema: true,
  exportTo: { file: ".vscode/mcp.json", withType: true },
};
