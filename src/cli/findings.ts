// Checks configuration files of MCP clients from the command line:
//   npm run --silent findings -- [--env] FILE…
// One JSON line per finding. Exit status 1 when there is an error among them, 2 when a file cannot be read.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { kindOfFile } from "../core/configfiles/clients/fileKind.ts";
import { FileChecker } from "../core/configfiles/check/fileChecker.ts";
import { settingsFindings } from "../core/configfiles/check/settingsFindings.ts";
import type { FindingOptions } from "../core/configfiles/check/fileChecker.ts";
import { readConfigFile } from "../core/configfiles/read/configFile.ts";

const USAGE = `Usage: findings [--env] FILE…
  --env  also report environment variables that are not set here
`;

/** Stands for the value of a variable that is not asked about; fits where an address is wanted, too. */
const ANY_VALUE = "https://set.example";

/** Checks the files and gives the exit status. */
function run(args: readonly string[]): number {
  const files = args.filter((argument) => !argument.startsWith("--"));
  const unknown = args.find((argument) => argument.startsWith("--") && argument !== "--env");
  if (files.length === 0 || unknown !== undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  const options: FindingOptions = args.includes("--env")
    ? { env: (name) => process.env[name] !== undefined }
    : {};
  return Math.max(...files.map((file) => check(file, options)));
}

/** Checks one file and prints what it finds; gives the exit status that this file asks for. */
function check(file: string, options: FindingOptions): number {
  const path = resolve(file);
  if (kindOfFile(path) === undefined) {
    process.stderr.write(`${file}: not a configuration file of a known MCP client, skipped.\n`);
    return 0;
  }
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    process.stderr.write(`${file}: cannot be read. Check the path and its permissions.\n`);
    return 2;
  }
  const read = readConfigFile(path, text);
  if (read === undefined) return 0;
  const found = new FileChecker().check(read, options);
  const environment = (name: string) => (options.env === undefined ? ANY_VALUE : process.env[name]);
  const findings = [...found, ...settingsFindings(read, found, environment)];
  for (const { server, code, severity, range, message, fixes } of findings) {
    const line = text.slice(0, range?.offset ?? 0).split(/\r\n|\r|\n/).length;
    const fix = fixes[0]?.title;
    process.stdout.write(
      `${JSON.stringify({ file, server, code, severity, line, message, fix })}\n`,
    );
  }
  return findings.some(({ severity }) => severity === "error") ? 1 : 0;
}

process.exitCode = run(process.argv.slice(2));
