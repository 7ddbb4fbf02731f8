import { findNodeAtLocation, parseTree } from "jsonc-parser";
import type { TextRange } from "../../finding.ts";

/**
 * Where the entry of a server stands in a settings file or a `.code-workspace` file: its key, or, with a
 * path below the entry, the deepest member of the path that exists. Nothing when the file does not name the server.
 */
export function locateServer(
  text: string,
  server: string,
  path: readonly string[] = [],
): TextRange | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (!root) return undefined;
  const servers =
    findNodeAtLocation(root, ["mcpConnect.servers"]) ??
    findNodeAtLocation(root, ["settings", "mcpConnect.servers"]);
  if (!servers) return undefined;
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const key = findNodeAtLocation(servers, [server, ...path.slice(0, depth)])?.parent
      ?.children?.[0];
    if (key) return { offset: key.offset, length: key.length };
  }
  return undefined;
}
