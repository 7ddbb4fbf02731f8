// How long a check of a file of a thousand servers takes, first and after one keystroke:
//   node scripts/node24.mjs test/bench/findings.ts
// Targets: 30 ms and 10 ms on a developer's machine. Prints figures and asserts nothing.
import { keepFigures } from "./figures.ts";
import { FileChecker } from "../../src/core/configfiles/check/fileChecker.ts";
import { readConfigFile } from "../../src/core/configfiles/read/configFile.ts";

const SERVERS = 1_000;
const ROUNDS = 20;

/** A file like real ones: most servers are right, one in fifty has a misspelt header. */
function fileOf(count: number): string {
  const servers = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `server-${index}`,
      {
        type: "http",
        url: `https://mcp-${index}.example.com/mcp`,
        headers: {
          [index % 50 === 0 ? "Authorisation" : "Authorization"]: `Bearer \${env:TOKEN_${index}}`,
          "X-Tenant-ID": `tenant-${index}`,
        },
      },
    ]),
  );
  return `${JSON.stringify({ servers }, null, 2)}\n`;
}

/** CPU time of all threads in milliseconds, the collector's included; the clock would count other processes too. */
function timed(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const used = process.cpuUsage(start);
  return (used.user + used.system) / 1_000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const path = "/project/.vscode/mcp.json";
const text = fileOf(SERVERS);
const middle = text.indexOf("tenant-500") + "tenant-500".length;
const typed = (count: number) =>
  `${text.slice(0, middle)}${"x".repeat(count)}${text.slice(middle)}`;

/** Reads and checks a text, as for each version of a document. */
function check(checker: FileChecker, version: string): void {
  const file = readConfigFile(path, version);
  if (file === undefined) throw new Error("The file is of no known client.");
  checker.check(file);
}

const cold = timed(() => check(new FileChecker(), text));
const first: number[] = [];
const keystroke: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const checker = new FileChecker();
  first.push(timed(() => check(checker, text)));
  keystroke.push(timed(() => check(checker, typed(round + 1))));
}
console.log(`${SERVERS} servers, ${text.length} characters, ${ROUNDS} rounds, CPU time`);
console.log(`first check in a fresh process  ${cold.toFixed(1)} ms`);
console.log(`first check                     ${median(first).toFixed(1)} ms (target 30)`);
console.log(`check after one keystroke       ${median(keystroke).toFixed(1)} ms (target 10)`);
keepFigures("findings", { coldMs: cold, firstMs: median(first), keystrokeMs: median(keystroke) });
