// `npm run bench`: every benchmark after the other. They print ratios and assert nothing.
import { once } from "node:events";
import { join } from "node:path";
import { spawnNode24 } from "../../scripts/node24.mjs";

for (const file of ["gateway.ts", "findings.ts"]) {
  console.log(`\n${file}`);
  const child = spawnNode24(join(import.meta.dirname, file), process.argv.slice(2));
  const [code]: unknown[] = await once(child, "exit");
  if (code !== 0) process.exitCode = 1;
}
