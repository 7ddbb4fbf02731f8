// `npm run bench [-- NAME …]`: the named benchmarks, or all of them, one after the other. They print ratios and assert nothing.
import { once } from "node:events";
import { join } from "node:path";
import { spawnNode24 } from "../../scripts/node24.mjs";

const BENCHMARKS = ["gateway", "findings", "activation"];
const named = process.argv.slice(2).filter((name) => BENCHMARKS.includes(name));
for (const name of named.length > 0 ? named : BENCHMARKS) {
  console.log(`\n${name}`);
  const options = process.argv.slice(2).filter((argument) => !BENCHMARKS.includes(argument));
  const child = spawnNode24(join(import.meta.dirname, `${name}.ts`), options);
  const [code]: unknown[] = await once(child, "exit");
  if (code !== 0) process.exitCode = 1;
}
