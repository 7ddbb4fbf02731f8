// Runs every client scenario `auth/…` of @modelcontextprotocol/conformance against our OAuth engine, by name: the
// suite `auth` of the tool holds only some of them. Prints one line for each, and fails on any failure or warning in a
// scenario's report.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { reportCounts } from "../../scripts/counts.ts";
import { findNode24, findTool } from "../../scripts/node24.mjs";
import { readReport, type Verdict } from "./report.ts";

const EXPECTED_SCENARIOS = 22;
const PARALLEL = 2;
const SCENARIO_TIMEOUT_MS = 60_000;

const node = findNode24();
const tool = findTool("conformance");
const client = fileURLToPath(new URL("client.ts", import.meta.url));

interface ToolRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function runTool(args: readonly string[]): Promise<ToolRun> {
  return new Promise((resolve) => {
    execFile(
      node,
      [tool, ...args],
      { env: { ...process.env, PATH: `${dirname(node)}:${process.env["PATH"]}` } },
      (error, stdout, stderr) => resolve({ code: error ? 1 : 0, stdout, stderr }),
    );
  });
}

async function listScenarios(): Promise<string[]> {
  const { stdout } = await runTool(["list", "--client"]);
  return stdout
    .split("\n")
    .map((line) => /^\s*-\s+(auth\/\S+)/.exec(line)?.[1])
    .filter((name) => name !== undefined);
}

async function runScenario(scenario: string): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), "conformance-"));
  try {
    const { code, stderr } = await runTool([
      "client",
      "--command",
      `"${node}" --disable-warning=ExperimentalWarning "${client}"`,
      "--scenario",
      scenario,
      "--timeout",
      String(SCENARIO_TIMEOUT_MS),
      "--output-dir",
      folder,
    ]);
    const files = await readdir(folder, { recursive: true });
    const report = files.find((file) => file.endsWith("checks.json"));
    if (report === undefined)
      return { succeeded: 0, problems: [`There is no report. ${stderr.slice(-1000)}`] };
    const verdict = readReport(await readFile(join(folder, report), "utf8"));
    // The tool knows which scenarios allow the client to end with an error, and whether it ended in time.
    return code === 0
      ? verdict
      : { ...verdict, problems: [...verdict.problems, "The tool counts the scenario as failed."] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Takes scenarios off the list until it is empty; gives the number that passed. */
async function worker(waiting: string[]): Promise<number> {
  let passed = 0;
  for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
    const { problems, succeeded } = await runScenario(scenario);
    if (problems.length === 0) passed += 1;
    console.log(`${problems.length === 0 ? "✓" : "✗"} ${scenario} (${succeeded} checks)`);
    for (const problem of problems) console.log(`    ${problem}`);
  }
  return passed;
}

const wanted = process.argv.slice(2);
const scenarios = await listScenarios();
if (scenarios.length !== EXPECTED_SCENARIOS) {
  console.log(`Expected ${EXPECTED_SCENARIOS} auth scenarios, the tool lists ${scenarios.length}.`);
  reportCounts({ passed: 0, failed: 1 });
} else {
  const chosen = wanted.length > 0 ? scenarios.filter((name) => wanted.includes(name)) : scenarios;
  const waiting = [...chosen];
  const counts = await Promise.all(Array.from({ length: PARALLEL }, () => worker(waiting)));
  const passed = counts.reduce((sum, count) => sum + count, 0);
  console.log(`${passed} of ${chosen.length} conformance scenarios passed.`);
  reportCounts({ passed, failed: chosen.length - passed });
}
