import {
  ConfigurationTarget,
  Uri,
  workspace,
  type ExtensionContext,
  type TextDocument,
} from "vscode";
import { withServerEntry } from "../../core/configfiles/plans/settingsEntry.ts";
import { settingsFileOf } from "./settingsFile.ts";

/** The file of settings that a new server goes into, and its text with the server in it. */
export interface SettingsDraft {
  readonly uri: Uri;
  /** Undefined where the file has yet to be made. */
  readonly document: TextDocument | undefined;
  /** Gives the text with the server added to it. */
  readonly withServer: (text: string) => string;
}

/**
 * Drafts a server's entry in the settings file of a target. Undefined where the user's file is out of reach, as it is
 * from a remote machine: there the configuration API has to write it.
 */
export async function draftServer(
  context: ExtensionContext,
  target: ConfigurationTarget,
  name: string,
  entry: object,
): Promise<SettingsDraft | undefined> {
  const uri = settingsFileOf(target, context);
  const withServer = (text: string) => withServerEntry(uri.path, text, name, entry);
  const document = await openIfThere(uri);
  const isReachable =
    document !== undefined ||
    target !== ConfigurationTarget.Global ||
    (await isThere(Uri.joinPath(uri, "..")));
  return isReachable ? { uri, document, withServer } : undefined;
}

async function openIfThere(uri: Uri): Promise<TextDocument | undefined> {
  return (await isThere(uri)) ? workspace.openTextDocument(uri) : undefined;
}

async function isThere(uri: Uri): Promise<boolean> {
  return workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
