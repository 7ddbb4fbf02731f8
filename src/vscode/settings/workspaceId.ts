import { workspace } from "vscode";
import { digest } from "../digest.ts";

/** A short id of the open workspace, the same whenever it is opened; that of an empty window where none is. */
export function workspaceId(): string {
  const place = workspace.workspaceFile ?? workspace.workspaceFolders?.[0]?.uri;
  return digest(place?.toString() ?? "", 16);
}
