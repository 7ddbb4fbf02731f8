// `npm run check`: types, lint, format and unused code. Prints a line for each, and the output of those that fail.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findNode24, findTool, root } from "./node24.mjs";

/** @type {[label: string, tool: string, args: string[]][]} */
const CHECKS = [
  ["Types", "tsc", []],
  ["Lint", "oxlint", ["--type-aware", "--deny-warnings"]],
  ["Format", "prettier", ["--check", "--log-level", "warn", "."]],
  ["Unused code", "knip", ["--no-progress"]],
];

/** Runs the checks; resolves to the number that passed and failed. */
export async function runChecks() {
  let passed = 0;
  for (const [label, tool, args] of CHECKS) {
    const { code, output } = await runTool(tool, args);
    if (code === 0) passed += 1;
    console.log(code === 0 ? `✓ ${label}` : `✗ ${label}\n${output}`);
  }
  return { passed, failed: CHECKS.length - passed };
}

function runTool(tool, args) {
  const child = spawn(findNode24(), [findTool(tool), ...args], { cwd: root });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  }
  return new Promise((done) => child.on("close", (code) => done({ code, output })));
}

if (import.meta.url === pathToFileURL(join(process.argv[1] ?? "")).href) {
  const { failed } = await runChecks();
  process.exitCode = failed === 0 ? 0 : 1;
}
