import { join } from "node:path";
import { root } from "../../../scripts/node24.mjs";
import { startEditor, type Editor, type EditorOptions } from "./editor.ts";
import { makeTestFolder, writeFiles, type WorkspaceFiles } from "./testFolder.ts";
import { openWindow, type EditorWindow, type WindowOptions } from "./window.ts";

/** What a test starts with. */
export interface EditorHarnessOptions extends Omit<EditorOptions, "dataDir" | "userSettings"> {
  /** The user's own settings. */
  settings?: Record<string, unknown>;
  /** Files of the workspace, such as `.vscode/mcp.json`, by their path within it. */
  files?: WorkspaceFiles;
  /** Files in the home folder that the extension host sees, such as `.cursor/mcp.json`. */
  homeFiles?: WorkspaceFiles;
  /** Extensions to load from source; the one of this repository without it. */
  extensionPaths?: string[];
  theme?: "light" | "dark";
  /** Device pixels for each pixel of the page, for pictures. */
  scale?: number;
}

/** An editor with one window on a workspace of its own. */
export interface EditorHarness {
  readonly editor: Editor;
  readonly window: EditorWindow;
  /** Absolute path of the workspace folder. */
  readonly workspace: string;
  /** Writes files into the workspace. */
  write(files: WorkspaceFiles): Promise<void>;
  /** Opens one more window on the workspace: of the same user, or of another with `profileDir: undefined`. */
  openWindow(options?: Partial<WindowOptions>): Promise<EditorWindow>;
  /** Ends the editor and starts it anew with the same data, port and browser profile, as the user does overnight. */
  restart(): Promise<void>;
  /** Closes everything and removes the folders. */
  close(): Promise<void>;
}

/** Starts an editor with a window on a passing workspace, with the extension of this repository and the probe in it. */
export async function openEditorHarness(
  options: EditorHarnessOptions = {},
): Promise<EditorHarness> {
  const { settings, files, homeFiles, theme, scale, ...editorOptions } = options;
  const { extensionPaths = [root] } = options;
  const folder = await makeTestFolder(files ?? {});
  const dataDir = join(folder.path, "editor");
  await writeFiles(join(dataDir, "home"), homeFiles ?? {});
  const profileDir = join(folder.path, "profile");
  const windowOptions: WindowOptions = {
    workspace: folder.workspace,
    profileDir,
    extensionPaths,
    theme,
    scale,
  };

  let editor: Editor | undefined;
  let window: EditorWindow | undefined;
  const close = async (): Promise<void> => {
    await editor?.stop();
    await folder.remove();
  };
  try {
    editor = await startEditor({ ...editorOptions, dataDir, userSettings: settings ?? {} });
    window = await openWindow(editor, windowOptions);
  } catch (error) {
    await close();
    throw error;
  }
  const running = { editor, window };
  return {
    get editor() {
      return running.editor;
    },
    get window() {
      return running.window;
    },
    workspace: folder.workspace,
    write: (more) => writeFiles(folder.workspace, more),
    openWindow: (more) => openWindow(running.editor, { ...windowOptions, ...more }),
    restart: async () => {
      await running.window.close();
      await running.editor.stop();
      running.editor = await startEditor({ ...editorOptions, dataDir, port: running.editor.port });
      running.window = await openWindow(running.editor, windowOptions);
    },
    close: async () => {
      await running.editor.stop();
      await folder.remove();
    },
  };
}
