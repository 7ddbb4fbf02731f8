// `npm run test:desktop`: the suites inside a desktop VS Code, which @vscode/test-electron downloads.
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { reportCounts } from "../../scripts/counts.ts";
import { root } from "../../scripts/node24.mjs";
import { bundleSuites } from "./harness/bundle.ts";
import { readSourceMap } from "./harness/sourceStack.ts";
import { followReport } from "./harness/suites.ts";
import { makeTestFolder } from "./harness/testFolder.ts";

const suites = await bundleSuites();
const folder = await makeTestFolder({});
const report = join(folder.path, "report.jsonl");
const reader = followReport(report, readSourceMap(suites), console.log);
try {
  await runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath: suites,
    extensionTestsEnv: { EDITOR_TEST_REPORT: report },
    launchArgs: [folder.workspace, "--disable-workspace-trust", "--disable-extensions"],
  });
} catch (error) {
  // A failed test is in the report; anything else is not.
  if (reader.read().failures.length === 0) {
    console.error(
      `Desktop VS Code did not run the suites: ${error instanceof Error ? error.message : String(error)}. The download needs the network; npm run test:editor works without it.`,
    );
  }
}
reader.stop();
const { passed, failures } = reader.read();
reportCounts({ passed, failed: failures.length });
await folder.remove();
