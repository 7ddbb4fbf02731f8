import { workspace, type DocumentSelector, type Uri } from "vscode";
import { CONFIG_FILE_NAMES, kindOfFile } from "../../core/configfiles/clients/fileKind.ts";

/** A pattern of the editor that the known configuration files match, and some others. */
export const CONFIG_FILE_PATTERN = `**/{${CONFIG_FILE_NAMES.join(",")}}`;

/** Documents that may be configuration files; {@link isConfigFile} tells. */
export const CONFIG_FILE_SELECTOR: DocumentSelector = { pattern: CONFIG_FILE_PATTERN };

/** Schemes of files that may be open before the editor has told which file systems there are. */
const EARLY: ReadonlySet<string> = new Set([
  "file",
  "untitled",
  "vscode-userdata",
  "vscode-remote",
]);

/**
 * Whether a document is a configuration file that we know, and no copy or view of one, such as the old side of a diff.
 * Cheap: called for every document that opens.
 */
export function isConfigFile({ scheme, path }: Uri): boolean {
  const isEdited = EARLY.has(scheme) || workspace.fs.isWritableFileSystem(scheme) === true;
  return isEdited && kindOfFile(path) !== undefined;
}
