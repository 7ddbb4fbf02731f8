import { ConfigurationTarget, Uri, workspace, type ExtensionContext } from "vscode";
import { isObject } from "../../core/guards.ts";
import { SETTINGS_SECTION } from "../../manifest.ts";

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
