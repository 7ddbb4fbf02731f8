// `npm run test:matrix [-- RUNS]`: what takes longer than `npm test` may. Runs the tests in the editor five times, or as
// often as told, every second time beside a machine that is busy on all its processors: a step that does not wait
// for what it needs fails in one of them. The last line counts the tests of all runs.
import { cpus } from "node:os";
import { Worker } from "node:worker_threads";
import { run, runCounted, Total } from "./countedSteps.mjs";
import { installPackages } from "./install.mjs";

const RUNS = 5;

const runs = Number(process.argv[2] ?? RUNS);
if (!Number.isInteger(runs) || runs < 1) {
  console.error(`"${process.argv[2]}" is not a number of runs.`);
  process.exit(2);
}

const total = new Total();
try {
  await installPackages();
  if ((await run("esbuild.mjs", ["--minify"])) !== 0) throw new Error("The build failed.");
  for (let number = 1; number <= runs; number += 1) {
    const isBusy = number % 2 === 0;
    const label = `Tests in the editor, run ${number} of ${runs}${isBusy ? ", beside a busy machine" : ""}`;
    console.log(`\n${label}`);
    const loads = isBusy ? cpus().map(() => new Worker("for (;;);", { eval: true })) : [];
    const counts = await runCounted(label, "test/editor/run.ts", []);
    await Promise.all(loads.map((load) => load.terminate()));
    console.log(`${label}: ${counts.passed} passed, ${counts.failed} failed`);
    total.add(counts);
  }
} catch (error) {
  console.error(error.message);
  total.failed += 1;
}
total.conclude();
