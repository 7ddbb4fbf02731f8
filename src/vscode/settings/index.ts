// The settings: what they say, where they stand, and how they are changed.
import { commands, type ExtensionContext } from "vscode";
import { serverNameOf } from "../ask/index.ts";
import type { CommandHandlers, FixHandlers } from "../handlers.ts";
import { Settings } from "./settings.ts";
import type { draftServer as draft, SettingsDraft } from "./settingsDraft.ts";
import { openSettings } from "./settingsFile.ts";

export type { FindingChoices, Settings } from "./settings.ts";
export {
  changeServer,
  locateInSettings,
  openSettings,
  settingsFileOf,
  targetFor,
  targetOf,
} from "./settingsFile.ts";
export { environment, upstreamSettings } from "./upstreamSettings.ts";
export { workspaceId } from "./workspaceId.ts";
export type { SettingsDraft };

/** Follows the settings, and opens them. */
export function registerSettings(context: ExtensionContext) {
  const settings = new Settings();
  context.subscriptions.push(settings);
  return {
    settings,
    commands: {
      "mcpConnect.openSettings": (argument) => openSettings(context, serverNameOf(argument)),
    } satisfies CommandHandlers,
    fixHandlers: {
      openSettings: ({ server, setting }) =>
        setting === undefined
          ? openSettings(context, server)
          : commands.executeCommand("workbench.action.openSettings", setting),
    } satisfies FixHandlers,
  };
}

/** Drafts a server's entry in the settings file of a target; see {@link draft}. */
export async function draftServer(...args: Parameters<typeof draft>): ReturnType<typeof draft> {
  return (await import("./settingsDraft.ts")).draftServer(...args);
}
