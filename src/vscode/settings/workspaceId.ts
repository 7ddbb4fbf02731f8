import { createHash } from "node:crypto";
import { workspace } from "vscode";

/** A short id of the open workspace, the same whenever it is opened; that of an empty window where none is. */
export function workspaceId(): string {
  const place = workspace.workspaceFile ?? workspace.workspaceFolders?.[0]?.uri;
  return createHash("sha256")
    .update(place?.toString() ?? "")
    .digest("hex")
    .slice(0, 16);
}
