import {
  commands,
  ConfigurationTarget,
  Range,
  Selection,
  Uri,
  window,
  workspace,
  type ExtensionContext,
} from "vscode";
import type { TextRange } from "../../core/finding.ts";
import { isObject } from "../../core/guards.ts";
import { SETTINGS_SECTION, type SettingId } from "../../manifest.ts";

/** Which settings define a server: the ones that win, from the folder to the user. */
export function targetOf(server: string): ConfigurationTarget | undefined {
  const inspected = workspace
    .getConfiguration(SETTINGS_SECTION)
    .inspect<Record<string, unknown>>("servers");
  const has = (value: unknown) => isObject(value) && Object.hasOwn(value, server);
  if (has(inspected?.workspaceFolderValue)) return ConfigurationTarget.WorkspaceFolder;
  if (has(inspected?.workspaceValue)) return ConfigurationTarget.Workspace;
  if (has(inspected?.globalValue)) return ConfigurationTarget.Global;
  return undefined;
}

/** The file behind a settings target; the user's is found beside the editor's own storage of this extension. */
export function settingsFileOf(target: ConfigurationTarget, context: ExtensionContext): Uri {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (target !== ConfigurationTarget.Global) {
    if (target === ConfigurationTarget.Workspace && workspace.workspaceFile) {
      return workspace.workspaceFile;
    }
    if (folder) return Uri.joinPath(folder, ".vscode", "settings.json");
  }
  return Uri.joinPath(context.globalStorageUri, "..", "..", "settings.json");
}

/** Where a server taken over from a file belongs: the workspace's settings for one of the workspace's files, else the user's. */
export function targetFor(file: Uri): ConfigurationTarget {
  const isOfWorkspace =
    workspace.getWorkspaceFolder(file) !== undefined ||
    workspace.workspaceFile?.toString() === file.toString();
  return isOfWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
}

/** Changes the entry of one server where it is defined, or adds it to the workspace (else to the user's settings). */
export async function changeServer(
  name: string,
  change: (entry: Readonly<Record<string, unknown>>) => Record<string, unknown>,
): Promise<void> {
  const configuration = workspace.getConfiguration(SETTINGS_SECTION);
  const target =
    targetOf(name) ??
    (workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
  const inspected = configuration.inspect<Record<string, unknown>>("servers");
  const value =
    target === ConfigurationTarget.Global
      ? inspected?.globalValue
      : target === ConfigurationTarget.Workspace
        ? inspected?.workspaceValue
        : inspected?.workspaceFolderValue;
  const entry = value?.[name];
  const old = isObject(entry) ? entry : {};
  await configuration.update("servers", { ...value, [name]: change(old) }, target);
}

/** Where a server's entry, or a member of it, stands in a file's text. */
export async function locateInSettings(
  text: string,
  server: string,
  path: readonly string[] = [],
): Promise<TextRange | undefined> {
  const { locateServer } = await import("../../core/configfiles/read/locateServer.ts");
  return locateServer(text, server, path);
}

/** Opens the file that defines a server, at its entry; without a server, the settings. */
export async function openSettings(context: ExtensionContext, name?: string): Promise<void> {
  const target = name === undefined ? undefined : targetOf(name);
  if (name === undefined || target === undefined) {
    const global = workspace.workspaceFolders === undefined;
    await commands.executeCommand(
      global ? "workbench.action.openSettings" : "workbench.action.openWorkspaceSettings",
      `${SETTINGS_SECTION}.${"servers" satisfies SettingId}`,
    );
    return;
  }
  const document = await workspace.openTextDocument(settingsFileOf(target, context));
  const editor = await window.showTextDocument(document);
  const range = await locateInSettings(document.getText(), name);
  if (!range) return;
  const position = document.positionAt(range.offset);
  editor.selection = new Selection(position, position);
  editor.revealRange(new Range(position, position));
}
