import { execFile } from "node:child_process";
import { extensions, workspace, type Uri } from "vscode";
import type { FileSurroundings } from "./fileChecks.ts";

/** Looks up what the rules want to know beside a file's text: whether version control tracks it, and which Node.js there is (R22). */
export class SurroundingsOfFiles {
  readonly #learned: (uri: Uri) => void;
  readonly #tracked = new Map<string, boolean | undefined>();
  #nodeMajor: Promise<number | null | undefined> | undefined;
  #knownNodeMajor: number | null | undefined;

  /** `learned` is called when something became known about a file that was asked about. */
  constructor(learned: (uri: Uri) => void) {
    this.#learned = learned;
  }

  /** What is known by now; the rest is looked up. */
  of(uri: Uri, text: string): FileSurroundings {
    if (!this.#tracked.has(uri.toString())) void this.#lookUpTracked(uri);
    if (/\bmcp-remote\b/.test(text) && this.#nodeMajor === undefined && workspace.isTrusted) {
      void this.#lookUpNode(uri);
    }
    return {
      trackedFile: this.#tracked.get(uri.toString()),
      nodeMajor: this.#knownNodeMajor,
    };
  }

  /** The file may be looked at differently when it is opened next. */
  forget(uri: Uri): void {
    this.#tracked.delete(uri.toString());
  }

  /** Whether version control tracks a file; no where that cannot be told. */
  async isTracked(uri: Uri): Promise<boolean> {
    return (await isTracked(uri).catch(() => undefined)) === true;
  }

  async #lookUpTracked(uri: Uri): Promise<void> {
    this.#tracked.set(uri.toString(), undefined);
    const tracked = await isTracked(uri).catch(() => undefined);
    // Git may not have looked at the folder yet: it is asked again with the next check.
    if (tracked === undefined) this.#tracked.delete(uri.toString());
    else this.#tracked.set(uri.toString(), tracked);
    if (tracked === true) this.#learned(uri);
  }

  async #lookUpNode(uri: Uri): Promise<void> {
    this.#nodeMajor = nodeMajorOnPath();
    this.#knownNodeMajor = await this.#nodeMajor;
    if (this.#knownNodeMajor !== undefined) this.#learned(uri);
  }
}

/** As much of the API of the editor's Git extension as is used here. */
interface GitApi {
  getRepository(uri: Uri): GitRepository | null;
}
interface GitRepository {
  readonly state: Readonly<
    Record<
      "workingTreeChanges" | "untrackedChanges",
      readonly { readonly uri: Uri; readonly status: number }[] | undefined
    >
  >;
  checkIgnore(paths: string[]): Promise<ReadonlySet<string>>;
}

/** `Status.UNTRACKED` of the Git extension. */
const UNTRACKED = 7;

async function isTracked(uri: Uri): Promise<boolean | undefined> {
  const git = extensions.getExtension<{ getAPI(version: 1): GitApi }>("vscode.git");
  if (git?.isActive !== true) return undefined;
  const repository = git.exports.getAPI(1).getRepository(uri);
  if (!repository) return undefined;
  const { workingTreeChanges = [], untrackedChanges = [] } = repository.state;
  const isNew = [...workingTreeChanges, ...untrackedChanges].some(
    (change) => change.status === UNTRACKED && change.uri.toString() === uri.toString(),
  );
  return !isNew && (await repository.checkIgnore([uri.fsPath])).size === 0;
}

const NODE_TIMEOUT_MS = 5_000;

/** The major version of the Node.js on PATH; null where there is none, undefined where it did not tell. */
function nodeMajorOnPath(): Promise<number | null | undefined> {
  return new Promise((resolve) => {
    execFile("node", ["--version"], { timeout: NODE_TIMEOUT_MS }, (error, stdout) => {
      const major = /^v(\d+)\./.exec(stdout)?.[1];
      resolve(major !== undefined ? Number(major) : error?.code === "ENOENT" ? null : undefined);
    });
  });
}
