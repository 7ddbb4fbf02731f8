// Runs the steps of `npm test` and `npm run test:matrix`, which count their tests, and adds them up.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, spawnNode24 } from "./node24.mjs";

/** The tests of all steps so far. */
export class Total {
  passed = 0;
  failed = 0;

  add({ passed, failed }) {
    this.passed += passed;
    this.failed += failed;
  }

  /** Prints the sum as the last line, and gives the process its exit code. */
  conclude() {
    console.log(`\n${this.passed} passed, ${this.failed} failed`);
    process.exitCode = this.failed === 0 && this.passed > 0 ? 0 : 1;
  }
}

/** Runs a script with Node 24, and resolves to its exit code. */
export function run(script, args, env = {}) {
  const child = spawnNode24(join(root, script), args, { cwd: root, env });
  return new Promise((done) => child.on("close", (code) => done(code ?? 1)));
}

/** Runs a script that writes `{passed, failed}` to the file that TEST_COUNTS names; a step that broke off has failed. */
export async function runCounted(label, script, args) {
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
