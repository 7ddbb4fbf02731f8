/** The files that we know, by the client that reads them. */
export type ConfigFileKind =
  | "vscodeMcp"
  | "vscodeSettings"
  | "codeWorkspace"
  | "claudeDesktop"
  | "claudeCode"
  | "claudeCodeUser"
  | "cursor"
  | "windsurf"
  | "cline"
  | "roo"
  | "gemini"
  | "codex"
  | "zed"
  | "kiro"
  | "copilotCli"
  | "generic";

/** Ends of paths, forward slashes, compared without case: the first that fits decides. */
const ENDINGS: readonly (readonly [pattern: RegExp, kind: ConfigFileKind])[] = [
  [/\/\.vscode\/mcp\.json$/, "vscodeMcp"],
  [/\/user\/(profiles\/[^/]+\/)?mcp\.json$/, "vscodeMcp"],
  [/\/\.vscode\/settings\.json$/, "vscodeSettings"],
  [/\/user\/(profiles\/[^/]+\/)?settings\.json$/, "vscodeSettings"],
  [/\/machine\/settings\.json$/, "vscodeSettings"],
  [/\.code-workspace$/, "codeWorkspace"],
  [/\/claude_desktop_config\.json$/, "claudeDesktop"],
  [/\/\.mcp\.json$/, "claudeCode"],
  [/\/\.claude\.json$/, "claudeCodeUser"],
  [/\/\.cursor\/mcp\.json$/, "cursor"],
  [/(codeium|windsurf)[^/]*\/(.*\/)?mcp_config\.json$/, "windsurf"],
  [/\/cline_mcp_settings\.json$/, "cline"],
  [/\/\.roo\/mcp\.json$/, "roo"],
  [/\/mcp_settings\.json$/, "roo"],
  [/\/\.gemini\/settings\.json$/, "gemini"],
  [/\/\.codex\/config\.toml$/, "codex"],
  [/\/\.?zed\/settings\.json$/, "zed"],
  [/\/\.kiro\/settings\/mcp\.json$/, "kiro"],
  [/\/\.copilot\/mcp-config\.json$/, "copilotCli"],
  [/\/\.github\/mcp\.json$/, "copilotCli"],
  [/\/mcp[_-]config\.json$/, "generic"],
  [/\/mcp\.json$/, "generic"],
];

/** Tells from a path, with slashes of either kind, which client's file it is; undefined for files of no concern to us. */
export function kindOfFile(path: string): ConfigFileKind | undefined {
  const normalized = `/${path.replaceAll("\\", "/").toLowerCase()}`;
  return ENDINGS.find(([pattern]) => pattern.test(normalized))?.[1];
}

/** Names of the files that {@link kindOfFile} may know, as patterns of the editor; what matches still has to be asked about. */
export const CONFIG_FILE_NAMES: readonly string[] = [
  "mcp.json",
  ".mcp.json",
  "settings.json",
  "*.code-workspace",
  "claude_desktop_config.json",
  ".claude.json",
  "mcp_config.json",
  "mcp-config.json",
  "cline_mcp_settings.json",
  "mcp_settings.json",
  "config.toml",
];
