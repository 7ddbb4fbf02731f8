import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Text, or a value that is written as JSON, by the path within a folder. */
export type WorkspaceFiles = Record<string, string | object>;

/** A passing folder for one test: its workspace, and room beside it for what the editor keeps. */
export interface TestFolder {
  readonly path: string;
  readonly workspace: string;
  remove(): Promise<void>;
}

/** Makes a folder below the system's temporary one, with these files in its workspace. */
export async function makeTestFolder(files: WorkspaceFiles): Promise<TestFolder> {
  // Its real path: where the temporary folder is a link, the editor would name files differently from the test.
  const path = await realpath(await mkdtemp(join(tmpdir(), "editor-test-")));
  const workspace = join(path, "workspace");
  await mkdir(workspace);
  await writeFiles(workspace, files);
  return {
    path,
    workspace,
    // The extension host may still write its last line of log while the folder goes.
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

/** Writes files below a folder, with the folders that they need. */
export async function writeFiles(folder: string, files: WorkspaceFiles): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(
      file,
      typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`,
    );
  }
}
