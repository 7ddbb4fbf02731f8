import { expect, it } from "vitest";
import { kindOfFile } from "../../../../src/core/configfiles/clients/fileKind.ts";

it.each([
  ["/home/me/app/.vscode/mcp.json", "vscodeMcp"],
  ["C:\\Users\\me\\app\\.vscode\\mcp.json", "vscodeMcp"],
  ["/home/me/.config/Code/User/mcp.json", "vscodeMcp"],
  ["/home/me/.config/Code - Insiders/User/profiles/-1a2b/mcp.json", "vscodeMcp"],
  ["C:\\Users\\me\\AppData\\Roaming\\Code\\User\\mcp.json", "vscodeMcp"],
  ["/home/me/app/.vscode/settings.json", "vscodeSettings"],
  ["/Users/me/Library/Application Support/Code/User/settings.json", "vscodeSettings"],
  ["/home/me/app/my.code-workspace", "codeWorkspace"],
  ["/Users/me/Library/Application Support/Claude/claude_desktop_config.json", "claudeDesktop"],
  ["C:\\Users\\me\\AppData\\Roaming\\Claude\\claude_desktop_config.json", "claudeDesktop"],
  ["/home/me/app/.mcp.json", "claudeCode"],
  ["/home/me/.claude.json", "claudeCodeUser"],
  ["/home/me/.cursor/mcp.json", "cursor"],
  ["/home/me/.codeium/windsurf/mcp_config.json", "windsurf"],
  ["C:\\Users\\me\\.codeium\\windsurf\\mcp_config.json", "windsurf"],
  ["/home/me/.codeium/mcp_config.json", "windsurf"],
  ["/x/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json", "cline"],
  ["/home/me/app/.roo/mcp.json", "roo"],
  ["/x/rooveterinaryinc.roo-cline/settings/mcp_settings.json", "roo"],
  ["/home/me/.gemini/settings.json", "gemini"],
  ["/home/me/.codex/config.toml", "codex"],
  ["/home/me/app/.zed/settings.json", "zed"],
  ["/home/me/.config/zed/settings.json", "zed"],
  ["/home/me/app/.kiro/settings/mcp.json", "kiro"],
  ["/home/me/.copilot/mcp-config.json", "copilotCli"],
  ["/home/me/app/.github/mcp.json", "copilotCli"],
  ["/home/me/app/mcp_config.json", "generic"],
  ["mcp.json", "generic"],
  ["/home/me/app/.mcp.json.tmpl", undefined],
  ["/home/me/app/package.json", undefined],
  ["/home/me/app/settings.json", undefined],
])("R48: %s is of the kind %s", (path, kind) => {
  expect(kindOfFile(path)?.id).toBe(kind);
});
