import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ReportLine } from "./mochaRunner.ts";
import { makeTestFolder, type WorkspaceFiles } from "./testFolder.ts";
import { startEditor } from "./editor.ts";
import { readSourceMap } from "./sourceStack.ts";
import { openWindow } from "./window.ts";

const POLL_INTERVAL_MS = 50;
const DEFAULT_TIMEOUT_MS = 600_000;

/** What to run inside the extension host, and in which window. */
export interface SuiteOptions {
  /** The module that `bundleSuites` made. */
  suiteBundle: string;
  /** Folder of the extension under test; its `main` must be built. */
  extensionPath: string;
  /** Files of the workspace by their path within it. */
  files?: WorkspaceFiles;
  /** The user's own settings. */
  userSettings?: Record<string, unknown>;
  /** Environment of the editor, which the suites see as their own. */
  env?: Record<string, string | undefined>;
  /** For the whole run; a run that takes longer fails. */
  timeoutMs?: number;
  /** Where each result goes as it comes; standard output without it. */
  print?: (line: string) => void;
}

/** The outcome of a run. */
export interface SuiteResult {
  passed: number;
  failures: { title: string; error: string }[];
}

/**
 * Runs a bundle of mocha suites inside the extension host of a real window and prints each result as it comes.
 * Throws an Error with the extension host's last words when the run broke off before its end.
 */
export async function runSuites(options: SuiteOptions): Promise<SuiteResult> {
  const { print = console.log, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const folder = await makeTestFolder(options.files ?? {});
  const report = join(folder.path, "report.jsonl");
  const editor = await startEditor({
    dataDir: join(folder.path, "editor"),
    userSettings: options.userSettings ?? {},
    env: { ...options.env, EDITOR_TEST_REPORT: report },
  });
  const reader = followReport(report, readSourceMap(options.suiteBundle), print);
  try {
    const window = await openWindow(editor, {
      workspace: folder.workspace,
      extensionPaths: [options.extensionPath],
      extensionTestsPath: options.suiteBundle,
    });
    const expired = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => expired.reject(new Error(`The suites were not done after ${timeoutMs / 1000} s.`)),
      timeoutMs,
    );
    const { code, logs } = await Promise.race([window.testResult, expired.promise]).finally(() =>
      clearTimeout(timer),
    );
    const { finished, ...result } = reader.read();
    if (!finished || (code !== 0 && result.failures.length === 0)) {
      throw new Error(
        `The suites broke off with code ${code}. The extension host's last words:\n${logs.slice(-20).join("\n")}`,
      );
    }
    return result;
  } finally {
    reader.stop();
    await editor.stop();
    await folder.remove();
  }
}

/** Reads the report as it grows, prints what is new, and counts. */
export function followReport(
  file: string,
  toSource: (stack: string) => string,
  print: (line: string) => void,
): { read(): SuiteResult & { finished: boolean }; stop(): void } {
  const result: SuiteResult & { finished: boolean } = { passed: 0, failures: [], finished: false };
  let linesRead = 0;

  function read(): SuiteResult & { finished: boolean } {
    // The last element is what follows the last line break: empty, or a line that is still being written.
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
    for (const line of lines.slice(linesRead)) {
      const parsed: ReportLine = JSON.parse(line);
      take(parsed);
    }
    linesRead = lines.length;
    return result;
  }

  function take(line: ReportLine): void {
    switch (line.kind) {
      case "passed":
        result.passed += 1;
        print(`✓ ${line.title.join(" › ")}`);
        break;
      case "failed": {
        const title = line.title.join(" › ");
        const error = toSource(line.error);
        result.failures.push({ title, error });
        print(`✗ ${title}\n${error.replaceAll(/^/gm, "    ")}`);
        break;
      }
      case "finished":
        result.finished = true;
        break;
    }
  }

  const timer = setInterval(read, POLL_INTERVAL_MS);
  return { read, stop: () => clearInterval(timer) };
}
