// `npm run test:editor`: the suites inside a real editor's extension host, then the suites that drive its page.
import { root } from "../../scripts/node24.mjs";
import { reportCounts } from "../../scripts/counts.ts";
import { runVitest } from "../../scripts/vitest.ts";
import { bundleSuites } from "./harness/bundle.ts";
import { runSuites } from "./harness/suites.ts";

const inside = await runSuites({ suiteBundle: await bundleSuites(), extensionPath: root });
const pages = await runVitest("pages");
reportCounts({
  passed: inside.passed + pages.passed,
  failed: inside.failures.length + pages.failed,
});
