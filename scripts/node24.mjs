// Runs a tool or a TypeScript file with Node 24 or newer, whatever Node started it:
//   node scripts/node24.mjs <tool of node_modules | file> [arguments]
// The tools need Node 22, the editor's server needs 24, and Node 24 runs TypeScript as it stands.
// Where the machine's Node is older, the binary comes from a package in the lockfile.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const PACKAGE_OF_TOOL = {
  tsc: "typescript",
  vsce: "@vscode/vsce",
  conformance: "@modelcontextprotocol/conformance",
};

/** Path of a Node binary of version 24 or newer. */
export function findNode24() {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  const platform = process.platform === "win32" ? "win" : process.platform;
  const name = process.platform === "win32" ? "node.exe" : "node";
  const packed = join(root, `node_modules/node-${platform}-${process.arch}/bin/${name}`);
  if (existsSync(packed)) return packed;
  throw new Error(
    `Node ${process.versions.node} is too old for the tools, and there is no packaged one for ${platform}-${process.arch}. Install Node 24 or newer, then run this again.`,
  );
}

/** Path of the JavaScript file that a tool's package names as its `bin`. */
export function findTool(tool) {
  const folder = join(root, "node_modules", PACKAGE_OF_TOOL[tool] ?? tool);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[tool]);
}

/** Spawns a file or a tool under Node 24 with this terminal's input and output. */
export function spawnNode24(target, args, options = {}) {
  const file =
    existsSync(resolve(target)) && /\.(ts|mjs|js)$/.test(target)
      ? resolve(target)
      : findTool(target);
  const node = findNode24();
  return spawn(node, ["--disable-warning=ExperimentalWarning", file, ...args], {
    stdio: "inherit",
    ...options,
    env: { ...process.env, ...options.env, PATH: `${dirname(node)}:${process.env.PATH}` },
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [target, ...args] = process.argv.slice(2);
  if (!target) {
    console.error("Name a tool or a file to run.");
    process.exit(2);
  }
  const child = spawnNode24(target, args);
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
