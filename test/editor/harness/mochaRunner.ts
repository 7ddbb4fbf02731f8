import { appendFileSync } from "node:fs";
import Mocha from "mocha";

const TEST_TIMEOUT_MS = 120_000;

/** What the runner writes to its report file, one JSON object on each line. Times are in milliseconds. */
export type ReportLine =
  | { kind: "passed"; title: string[]; durationMs: number }
  | { kind: "failed"; title: string[]; error: string }
  | { kind: "finished" };

/** Loads one file of suites; its `describe` calls take effect while it loads. */
export type LoadSuites = () => Promise<unknown>;

/**
 * Runs mocha inside the extension host over the suites that the loaders bring in, and reports to the file that
 * EDITOR_TEST_REPORT names. Rejects when a test failed, which gives the window its exit code.
 */
export async function runMocha(suites: Record<string, LoadSuites>): Promise<void> {
  const mocha = new Mocha({
    ui: "bdd",
    timeout: TEST_TIMEOUT_MS,
    forbidOnly: true,
    forbidPending: true,
    reporter: Reporter,
  });
  for (const [file, load] of Object.entries(suites)) {
    // Mocha hangs `describe` and `it` on the object given here when it hears this event.
    mocha.suite.emit("pre-require", globalThis, file, mocha);
    await load();
  }
  const failures = await new Promise<number>((done) => void mocha.run(done));
  report({ kind: "finished" });
  if (failures > 0) throw new Error(`${failures} failed`);
}

class Reporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.on("pass", (test) =>
      report({ kind: "passed", title: test.titlePath(), durationMs: test.duration ?? 0 }),
    );
    // Hooks fail here too, under the title of the hook.
    runner.on("fail", (test, error: unknown) =>
      report({ kind: "failed", title: test.titlePath(), error: describeError(error) }),
    );
  }
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const differs = "actual" in error && "expected" in error && !error.message.includes("\n");
  const difference = differs
    ? `\nactual   ${JSON.stringify(error.actual)}\nexpected ${JSON.stringify(error.expected)}`
    : "";
  return `${error.stack ?? error.message}${difference}`;
}

function report(line: ReportLine): void {
  const file = process.env["EDITOR_TEST_REPORT"];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`);
}
