import { posix, win32 } from "node:path";

/** What the places of a person's files depend on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** The home folder. */
  readonly home: string;
  /** The environment, for the few variables that move configuration files. */
  env(name: string): string | undefined;
}

/** Where a file stands: below the home folder, the folder for applications' data, or an editor's folder of user data. */
type Base = "home" | "appData" | "editor";

/**
 * The files of a person, beside those of a workspace. Sources: each client's own documentation of its file.
 * `*` stands for one folder of any name.
 */
const USER_FILES: readonly (readonly [base: Base, ...path: string[]])[] = [
  ["editor", "mcp.json"],
  ["editor", "settings.json"],
  ["editor", "profiles", "*", "mcp.json"],
  ["editor", "profiles", "*", "settings.json"],
  ["editor", "globalStorage", "saoudrizwan.claude-dev", "settings", "cline_mcp_settings.json"],
  ["editor", "globalStorage", "rooveterinaryinc.roo-cline", "settings", "mcp_settings.json"],
  ["appData", "Claude", "claude_desktop_config.json"],
  ["home", ".claude.json"],
  ["home", ".cursor", "mcp.json"],
  ["home", ".codeium", "windsurf", "mcp_config.json"],
  ["home", ".codeium", "windsurf-next", "mcp_config.json"],
  ["home", ".gemini", "settings.json"],
  ["home", ".kiro", "settings", "mcp.json"],
  ["home", ".copilot", "mcp-config.json"],
];

/** Folders of user data of VS Code and its forks, below the folder for applications' data. */
const EDITORS = ["Code", "Code - Insiders", "Code - OSS", "VSCodium", "Cursor", "Windsurf"];

/**
 * The paths at which MCP clients keep a person's own configuration on this machine, whether or not the files exist.
 * `*` in a path stands for one folder of any name. `editorFolders` are further folders of user data.
 */
export function userFiles(machine: Machine, editorFolders: readonly string[] = []): string[] {
  const { platform, home, env } = machine;
  const { join } = platform === "win32" ? win32 : posix;
  const appData = appDataFolder(machine);
  const editors = [...EDITORS.map((name) => join(appData, name, "User")), ...editorFolders];
  const folders: Record<Base, readonly string[]> = {
    home: [home],
    appData: [appData],
    editor: editors,
  };
  const paths = USER_FILES.flatMap(([base, ...path]) =>
    folders[base].map((folder) => join(folder, ...path)),
  );
  const zed =
    platform === "win32" ? join(appData, "Zed") : join(configFolder(machine, home), "zed");
  return [
    ...new Set([
      ...paths,
      join(env("CODEX_HOME") ?? join(home, ".codex"), "config.toml"),
      join(zed, "settings.json"),
    ]),
  ];
}

/** Where applications keep their data: `%APPDATA%`, `~/Library/Application Support`, or the XDG folder. */
function appDataFolder(machine: Machine): string {
  const { platform, home, env } = machine;
  if (platform === "win32") return env("APPDATA") ?? win32.join(home, "AppData", "Roaming");
  if (platform === "darwin") return posix.join(home, "Library", "Application Support");
  return configFolder(machine, home);
}

function configFolder({ env }: Machine, home: string): string {
  return env("XDG_CONFIG_HOME") ?? posix.join(home, ".config");
}
