import { homedir } from "node:os";
import { dirname, join } from "node:path";
import {
  commands,
  FileType,
  l10n,
  Position,
  ProgressLocation,
  Uri,
  window,
  workspace,
} from "vscode";
import { userFiles } from "../../core/configfiles/clients/userFiles.ts";
import { textPositions } from "../../core/textPositions.ts";
import { rangeIn } from "../findings/index.ts";
import { CONFIG_FILE_PATTERN, isConfigFile } from "./configFileUri.ts";
import type { FileChecks } from "./fileChecks.ts";
import type { FileParts } from "./parts.ts";
import { showInformation, showWarning } from "../ask/index.ts";

/** Checks the configuration files of the workspace and of the user, open or not, and keeps what it found in view. */
export class CheckAllFiles {
  readonly #parts: Pick<FileParts, "context" | "diagnostics">;
  readonly #checks: FileChecks;
  /** Files that are not open and whose findings are shown. */
  readonly #listed = new Map<string, Uri>();

  constructor(parts: Pick<FileParts, "context" | "diagnostics">, checks: FileChecks) {
    this.#parts = parts;
    this.#checks = checks;
  }

  /** Checks all files and says how many findings there are, with a button that shows them. */
  async run(): Promise<void> {
    const counts = await window.withProgress(
      { location: ProgressLocation.Window, title: l10n.t("Checking MCP configuration files") },
      async () => {
        for (const uri of this.#listed.values()) this.#parts.diagnostics.set("file", uri, []);
        this.#listed.clear();
        const found: number[] = [];
        for (const uri of await this.#files()) {
          const count = await this.#check(uri);
          if (count !== undefined) found.push(count);
        }
        return found;
      },
    );
    const show = l10n.t("Show");
    const chosen = counts.some((count) => count > 0)
      ? await showWarning(summary(counts), show)
      : await showInformation(summary(counts));
    if (chosen === show) await commands.executeCommand("workbench.actions.view.problems");
  }

  /** A file was closed: when it is one of those listed, it stays listed with what is on disk. */
  async closed(uri: Uri): Promise<void> {
    if (this.#listed.has(uri.toString())) await this.#check(uri);
  }

  /** Files that exist, each once. */
  async #files(): Promise<Uri[]> {
    const inWorkspace = await workspace.findFiles(CONFIG_FILE_PATTERN, "**/node_modules/**");
    // The editor's own folder of user data, with its `mcp.json`.
    const userFolder = Uri.joinPath(this.#parts.context.globalStorageUri, "..", "..");
    const ofUser = await Promise.all(
      userFiles({ platform: process.platform, home: homedir(), env: (name) => process.env[name] }, [
        userFolder.fsPath,
      ]).map(expand),
    );
    const all = [
      ...inWorkspace,
      ...(workspace.workspaceFile?.scheme === "file" ? [workspace.workspaceFile] : []),
      ...ofUser.flat(),
    ];
    const unique = new Map(all.map((uri) => [uri.toString(), uri]));
    return [...unique.values()].filter(isConfigFile);
  }

  /** The number of findings of a file; undefined for one that cannot be read. */
  async #check(uri: Uri): Promise<number | undefined> {
    const { diagnostics } = this.#parts;
    const id = uri.toString();
    const open = workspace.textDocuments.find((document) => document.uri.toString() === id);
    const text = open ? open.getText() : await readText(uri);
    if (text === undefined) return undefined;
    const findings = this.#checks.checkText(uri, text);
    this.#listed.set(id, uri);
    // An open file is shown as it is edited.
    if (open) return findings.length;
    const at = textPositions(text);
    const positionAt = (offset: number) => {
      const { line, character } = at(offset);
      return new Position(line, character);
    };
    diagnostics.set(
      "file",
      uri,
      findings.map((finding) => ({ finding, range: rangeIn({ positionAt }, finding) })),
    );
    return findings.length;
  }
}

function summary(counts: readonly number[]): string {
  const findings = counts.reduce((sum, count) => sum + count, 0);
  const files = counts.filter((count) => count > 0).length;
  if (counts.length === 0) return l10n.t("No MCP configuration file was found.");
  if (findings === 0) return l10n.t("No findings in {0} MCP configuration files.", counts.length);
  const inFiles = files === 1 ? l10n.t("in 1 file") : l10n.t("in {0} files", files);
  return findings === 1
    ? l10n.t("1 finding {0}.", inFiles)
    : l10n.t("{0} findings {1}.", findings, inFiles);
}

async function readText(uri: Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

/** The files that a path stands for, in which `*` is one folder of any name. */
async function expand(path: string): Promise<Uri[]> {
  const star = path.indexOf("*");
  if (star < 0) return [Uri.file(path)];
  const folder = dirname(path.slice(0, star + 1));
  const rest = path.slice(star + 2);
  try {
    const entries = await workspace.fs.readDirectory(Uri.file(folder));
    return entries
      .filter(([, type]) => type === FileType.Directory)
      .map(([name]) => Uri.file(join(folder, name, rest)));
  } catch {
    return [];
  }
}
