// `npm run bench [-- gateway|findings|activation|invoke …] [--quick] [--json FILE]`: the named benchmarks, or all of
// them, one after the other. They print figures and assert nothing; --json writes what they measured to a file.
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { spawnNode24 } from "../../scripts/node24.mjs";

const BENCHMARKS = ["gateway", "findings", "activation", "invoke"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, quick: { type: "boolean", default: false } },
});
const unknown = positionals.filter((name) => !BENCHMARKS.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}. There are ${BENCHMARKS.join(", ")}.`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "mcp-connect-bench-"));
const figures: Record<string, unknown> = {
  startedAt: new Date().toISOString(),
  machine: `${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${process.platform}`,
  node: process.version,
  quick: values.quick,
};
for (const name of positionals.length > 0 ? positionals : BENCHMARKS) {
  console.log(`\n${name}`);
  const file = join(folder, `${name}.json`);
  const child = spawnNode24(
    join(import.meta.dirname, `${name}.ts`),
    values.quick ? ["--quick"] : [],
    { env: { BENCH_FIGURES: file } },
  );
  const [code]: unknown[] = await once(child, "exit");
  if (code !== 0) process.exitCode = 1;
  if (existsSync(file)) Object.assign(figures, JSON.parse(readFileSync(file, "utf8")));
}
rmSync(folder, { recursive: true });
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  console.log(`\nThe figures are in ${values.json}.`);
}
