import { matchesGlob } from "node:path";
import { describe, expect, it } from "vitest";
import {
  CONFIG_FILE_NAMES,
  kindOfFile,
} from "../../../../src/core/configfiles/clients/fileKind.ts";
import { userFiles, type Machine } from "../../../../src/core/configfiles/clients/userFiles.ts";

const LINUX: Machine = { platform: "linux", home: "/home/me", env: () => undefined };
const MAC: Machine = { platform: "darwin", home: "/Users/me", env: () => undefined };
const WINDOWS: Machine = {
  platform: "win32",
  home: "C:\\Users\\me",
  env: (name) => (name === "APPDATA" ? "C:\\Users\\me\\AppData\\Roaming" : undefined),
};

describe("R48: the files of the user", () => {
  it.each([
    [LINUX, "/home/me/.config/Code/User/mcp.json", "vscodeMcp"],
    [LINUX, "/home/me/.config/Claude/claude_desktop_config.json", "claudeDesktop"],
    [LINUX, "/home/me/.codeium/windsurf/mcp_config.json", "windsurf"],
    [LINUX, "/home/me/.codex/config.toml", "codex"],
    [LINUX, "/home/me/.config/zed/settings.json", "zed"],
    [MAC, "/Users/me/Library/Application Support/Code/User/mcp.json", "vscodeMcp"],
    [
      MAC,
      "/Users/me/Library/Application Support/Claude/claude_desktop_config.json",
      "claudeDesktop",
    ],
    [MAC, "/Users/me/.cursor/mcp.json", "cursor"],
    [MAC, "/Users/me/.config/zed/settings.json", "zed"],
    [WINDOWS, "C:\\Users\\me\\AppData\\Roaming\\Code\\User\\mcp.json", "vscodeMcp"],
    [
      WINDOWS,
      "C:\\Users\\me\\AppData\\Roaming\\Claude\\claude_desktop_config.json",
      "claudeDesktop",
    ],
    [WINDOWS, "C:\\Users\\me\\.codeium\\windsurf\\mcp_config.json", "windsurf"],
    [
      WINDOWS,
      "C:\\Users\\me\\AppData\\Roaming\\Code\\User\\globalStorage\\saoudrizwan.claude-dev\\settings\\cline_mcp_settings.json",
      "cline",
    ],
  ] as const)("on %o include %s", (machine, path, kind) => {
    expect([userFiles(machine).includes(path), kindOfFile(path)?.id]).toEqual([true, kind]);
  });

  it("are all of a known kind, each once, on every platform", () => {
    for (const machine of [LINUX, MAC, WINDOWS]) {
      const paths = userFiles(machine);
      expect({
        unknown: paths.filter((path) => kindOfFile(path) === undefined),
        distinct: new Set(paths).size,
      }).toEqual({ unknown: [], distinct: paths.length });
    }
  });

  it("follow the variables that move them, and further folders of user data", () => {
    const variables: Record<string, string> = {
      XDG_CONFIG_HOME: "/xdg",
      CODEX_HOME: "/home/me/.codex",
    };
    const paths = userFiles({ ...LINUX, env: (name) => variables[name] }, ["/srv/data/User"]);
    expect(paths).toEqual(
      expect.arrayContaining([
        "/xdg/Claude/claude_desktop_config.json",
        "/home/me/.codex/config.toml",
        "/srv/data/User/mcp.json",
        "/srv/data/User/profiles/*/mcp.json",
      ]),
    );
  });

  it("have names that the editor's patterns match", () => {
    const names = userFiles(LINUX).map((path) => path.split("/").at(-1) ?? "");
    const unmatched = names.filter(
      (name) => !CONFIG_FILE_NAMES.some((pattern) => matchesGlob(name, pattern)),
    );
    expect(unmatched).toEqual([]);
  });
});
