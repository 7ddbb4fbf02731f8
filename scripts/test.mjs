// `npm test`: installs what is missing and runs everything; the last line counts it all.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runChecks } from "./check.mjs";
import { installPackages } from "./install.mjs";
import { root, spawnNode24 } from "./node24.mjs";

/**
 * Each step runs as `npm run` would and writes `{passed, failed}` to the file that TEST_COUNTS names.
 * @type {[label: string, script: string, args: string[]][]}
 */
const STEPS = [
  ["Unit tests", "scripts/vitest.ts", ["unit"]],
  ["OAuth conformance", "test/conformance/run.ts", []],
  ["Tests in the editor", "test/editor/run.ts", []],
];

const total = { passed: 0, failed: 0 };
const add = ({ passed, failed }) => {
  total.passed += passed;
  total.failed += failed;
};

try {
  await installPackages();
  if ((await run("scripts/tools.ts", [])) !== 0) throw new Error("The tests were not started.");
  console.log("\nTypes, lint, format, unused code");
  add(await runChecks());
  console.log("\nBuild");
  add(
    (await run("esbuild.mjs", ["--minify"])) === 0
      ? { passed: 1, failed: 0 }
      : { passed: 0, failed: 1 },
  );
  for (const [label, script, args] of STEPS) {
    console.log(`\n${label}`);
    add(await runCounted(label, script, args));
  }
} catch (error) {
  console.error(error.message);
  total.failed += 1;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

async function runCounted(label, script, args) {
  const folder = join(root, "out");
  const file = join(folder, "counts.json");
  mkdirSync(folder, { recursive: true });
  rmSync(file, { force: true });
  const code = await run(script, args, { TEST_COUNTS: file });
  const counts = readCounts(file);
  if (!counts || (code !== 0 && counts.failed === 0) || counts.passed + counts.failed === 0) {
    console.log(`✗ ${label} broke off with code ${code} before it counted its tests.`);
    return { passed: counts?.passed ?? 0, failed: (counts?.failed ?? 0) + 1 };
  }
  return counts;
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function run(script, args, env = {}) {
  const child = spawnNode24(join(root, script), args, { cwd: root, env });
  return new Promise((done) => child.on("close", (code) => done(code ?? 1)));
}
