// Runs a vitest project and counts its tests: `node24.mjs scripts/vitest.ts <project>`.
import { pathToFileURL } from "node:url";
import { startVitest } from "vitest/node";
import { reportCounts, type Counts } from "./counts.ts";

/** Runs one project of vitest.config.ts; a file that cannot be loaded counts as a failed test. */
export async function runVitest(project: string): Promise<Counts> {
  const vitest = await startVitest("test", [], { project, watch: false });
  const counts = { passed: 0, failed: vitest.state.getUnhandledErrors().length };
  for (const module of vitest.state.getTestModules()) {
    if (module.errors().length > 0) counts.failed += 1;
    for (const test of module.children.allTests()) {
      if (test.result().state === "passed") counts.passed += 1;
      else counts.failed += 1;
    }
  }
  await vitest.close();
  return counts;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  reportCounts(await runVitest(process.argv[2] ?? "unit"));
}
