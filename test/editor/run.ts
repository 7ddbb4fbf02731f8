// `npm run test:editor`: the suites inside a real editor's extension host, then the suites that drive its page.
import { root } from "../run/node24.mjs";
import { reportCounts } from "../run/counts.ts";
import { runVitest } from "../run/vitest.ts";
import { bundleSuites } from "./harness/bundle.ts";
import { runSuites } from "./harness/suites.ts";

const inside = await runSuites({ suiteBundle: await bundleSuites(), extensionPath: root });
const pages = await runVitest("pages");
reportCounts({
  passed: inside.passed + pages.passed,
  failed: inside.failures.length + pages.failed,
});
