// `npm test`: installs what is missing and runs everything; the last line counts it all.
import { runChecks } from "./check.mjs";
import { run, runCounted, Total } from "./countedSteps.mjs";
import { installPackages } from "./install.mjs";

/** @type {[label: string, script: string, args: string[]][]} */
const STEPS = [
  ["Unit tests", "scripts/vitest.ts", ["unit"]],
  ["OAuth conformance", "test/conformance/run.ts", []],
  ["Tests in the editor", "test/editor/run.ts", []],
];

const total = new Total();
try {
  await installPackages();
  if ((await run("scripts/tools.ts", [])) !== 0) throw new Error("The tests were not started.");
  console.log("\nTypes, lint, format, unused code");
  total.add(await runChecks());
  console.log("\nBuild");
  const built = (await run("esbuild.mjs", ["--minify"])) === 0;
  total.add(built ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  for (const [label, script, args] of STEPS) {
    console.log(`\n${label}`);
    total.add(await runCounted(label, script, args));
  }
} catch (error) {
  console.error(error.message);
  total.failed += 1;
}
total.conclude();
