import { execFile } from "node:child_process";
import { EventEmitter, extensions, Uri, workspace, type Disposable, type Event } from "vscode";
import type { FindingOptions } from "../../core/configfiles/check/fileChecker.ts";

/** Looks up what the rules want to know beside a file's text: whether version control tracks it, and which Node.js there is (R22). */
export class SurroundingsOfFiles implements Disposable {
  readonly #learned = new EventEmitter<Uri>();
  readonly #tracked = new Map<string, boolean | undefined>();
  #repositoryOpened: Disposable | undefined;
  #nodeMajor: Promise<number | null | undefined> | undefined;
  #knownNodeMajor: number | null | undefined;

  /** Fires when something became known about a file that was asked about. */
  readonly onDidLearn = this.#learned.event;

  /** What is known by now; the rest is looked up. */
  of(uri: Uri, text: string): Pick<FindingOptions, "trackedFile" | "nodeMajor"> {
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
    try {
      this.#repositoryOpened ??= (await gitApi())?.onDidOpenRepository(() => this.#askAgain());
      const tracked = await isTracked(uri);
      this.#tracked.set(uri.toString(), tracked);
      if (tracked === true) this.#learned.fire(uri);
    } catch {
      // Git is turned off, or has no answer: the rules do without.
    }
  }

  /** The editor looks for repositories one after the other, and after it has opened the first files. */
  #askAgain(): void {
    for (const [id, tracked] of this.#tracked) {
      if (tracked === undefined) void this.#lookUpTracked(Uri.parse(id));
    }
  }

  dispose(): void {
    this.#repositoryOpened?.dispose();
    this.#learned.dispose();
  }

  async #lookUpNode(uri: Uri): Promise<void> {
    this.#nodeMajor = nodeMajorOnPath();
    this.#knownNodeMajor = await this.#nodeMajor;
    if (this.#knownNodeMajor !== undefined) this.#learned.fire(uri);
  }
}

/** As much of the API of the editor's Git extension as is used here. */
interface GitApi {
  readonly onDidOpenRepository: Event<unknown>;
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

async function gitApi(): Promise<GitApi | undefined> {
  const git = extensions.getExtension<{ getAPI(version: 1): GitApi }>("vscode.git");
  return (await git?.activate())?.getAPI(1);
}

async function isTracked(uri: Uri): Promise<boolean | undefined> {
  const repository = (await gitApi())?.getRepository(uri);
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
