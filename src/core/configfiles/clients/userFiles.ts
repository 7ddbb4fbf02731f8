import { posix, win32 } from "node:path";
import type { UserFile } from "./format.ts";
import { FORMATS } from "./index.ts";

/** What the places of a user's files depend on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** The home folder. */
  readonly home: string;
  /** The environment, for the few variables that move configuration files. */
  env(name: string): string | undefined;
}

/** Folders of user data of VS Code and its forks, below the folder for applications' data. */
const EDITORS = ["Code", "Code - Insiders", "Code - OSS", "VSCodium", "Cursor", "Windsurf"];

/**
 * The paths at which MCP clients keep a user's own configuration on this machine, whether or not the files exist.
 * `*` in a path stands for one folder of any name. `editorFolders` are further folders of user data.
 */
export function userFiles(machine: Machine, editorFolders: readonly string[] = []): string[] {
  const { platform, home, env } = machine;
  const { join } = platform === "win32" ? win32 : posix;
  const appData = appDataFolder(machine);
  const folders: Record<UserFile["base"], readonly string[]> = {
    home: [home],
    appData: [appData],
    config: [configFolder(machine)],
    editor: [...EDITORS.map((name) => join(appData, name, "User")), ...editorFolders],
  };
  const here = platform === "win32" ? "windows" : "others";
  const files = Object.values(FORMATS).flatMap((format) => format.userFiles);
  const paths = files
    .filter(({ on }) => on === undefined || on === here)
    .flatMap(({ base, path, movedBy }) => {
      const moved = movedBy === undefined ? undefined : env(movedBy);
      if (moved !== undefined) return [join(moved, path.at(-1) ?? "")];
      return folders[base].map((folder) => join(folder, ...path));
    });
  return [...new Set(paths)];
}

/** Where applications keep their data: `%APPDATA%`, `~/Library/Application Support`, or the XDG folder. */
function appDataFolder(machine: Machine): string {
  const { platform, home, env } = machine;
  if (platform === "win32") return env("APPDATA") ?? win32.join(home, "AppData", "Roaming");
  if (platform === "darwin") return posix.join(home, "Library", "Application Support");
  return configFolder(machine);
}

function configFolder({ home, env }: Machine): string {
  return env("XDG_CONFIG_HOME") ?? posix.join(home, ".config");
}
