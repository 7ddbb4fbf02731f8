import type { ConfigFormat } from "./format.ts";
import { UNJUDGED } from "./format.ts";

/** Visual Studio, which shares the file `.mcp.json` with Claude Code and reads another root key of it. */
export const visualStudio: ConfigFormat = {
  ...UNJUDGED,
  id: "visualStudio",
  client: "Visual Studio",
};
