import type { ConfigFormat } from "./format.ts";
import { envReference, UNJUDGED } from "./format.ts";
import { vscode } from "./vscode.ts";

/** Our own settings, in the files of the editor's settings, which may hold the editor's servers too. */
export const mcpConnect: ConfigFormat = {
  ...UNJUDGED,
  id: "mcpConnect",
  client: "MCP Connect",
  isOwn: true,
  files: [
    {
      id: "vscodeSettings",
      names: ["settings.json"],
      paths: [
        /\/\.vscode\/settings\.json$/,
        /\/user\/(profiles\/[^/]+\/)?settings\.json$/,
        /\/machine\/settings\.json$/,
      ],
      places: [
        { path: ["mcpConnect.servers"] },
        { path: ["mcp", "servers"], format: vscode },
        { path: ["mcp.servers"], format: vscode },
      ],
      otherRoots: "unrelated",
    },
    {
      id: "codeWorkspace",
      names: ["*.code-workspace"],
      paths: [/\.code-workspace$/],
      places: [
        { path: ["settings", "mcp", "servers"], format: vscode },
        { path: ["settings", "mcpConnect.servers"] },
      ],
      otherRoots: "unrelated",
    },
  ],
  userFiles: [
    { base: "editor", path: ["settings.json"] },
    { base: "editor", path: ["profiles", "*", "settings.json"] },
  ],
  types: { http: ["http"], sse: ["sse"], local: [] },
  variables: ["env"],
  reference: envReference,
};
