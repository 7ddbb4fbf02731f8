// Installs what the tests need from the two lockfiles, on any Node from 20 on and with nothing installed yet:
//   node scripts/install.mjs
// The extension's own packages are in the root; the editor that the tests run is in test/editor/host.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const host = join(root, "test/editor/host");

const STAMP = "node_modules/.lockfile-sha256";

// The packed editor looks for its run-time packages in its own folders; npm hoists them beside it.
const EDITOR_LINKS = [
  ["node_modules/code-server/lib/vscode/node_modules", "../../.."],
  ["node_modules/code-server/lib/vscode/extensions/node_modules", "../../../.."],
];

/**
 * Makes the installed packages those of the lockfiles; does nothing, in milliseconds, when they are already.
 * Install scripts do not run. Throws an Error whose message says what failed and what to do next.
 */
export async function installPackages({ quiet = false } = {}) {
  await installFolder(root, "Installing packages", quiet);
  await installFolder(host, "Installing the test editor", quiet);
  for (const [link, target] of EDITOR_LINKS) linkFolder(join(host, link), target);
}

/** Prints "<label>… 11 s" around a step, in one line; prints nothing when quiet. */
export async function step(label, quiet, run) {
  if (quiet) return run();
  const startedAtMs = Date.now();
  process.stdout.write(`${label}…`);
  try {
    const result = await run();
    process.stdout.write(` ${Math.max(1, Math.round((Date.now() - startedAtMs) / 1000))} s\n`);
    return result;
  } catch (error) {
    process.stdout.write(" failed\n");
    throw error;
  }
}

async function installFolder(folder, label, quiet) {
  const hash = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  const stamp = join(folder, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, "utf8").trim() === hash) return;
  await step(label, quiet, () => npmCi(folder));
  writeFileSync(stamp, `${hash}\n`);
}

async function npmCi(folder) {
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { code, output } = await runNpm(args, folder);
  if (code === 0) return;
  const reasons = output
    .split("\n")
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("A complete log of this run"));
  const advice = output.includes("EUSAGE")
    ? `Run "npm install --ignore-scripts" in ${folder} to bring its lockfile in line with its package.json`
    : 'Check with "npm ping" that the npm registry is reachable';
  throw new Error(
    `npm could not install the packages of ${join(folder, "package-lock.json")} (${reasons.slice(0, 3).join(" ") || `exit code ${code}`}). ${advice}, then run this again.`,
  );
}

function runNpm(args, folder) {
  // Inside "npm run" the very npm is known by path; elsewhere the shell finds npm.cmd on Windows.
  const npm = process.env.npm_execpath;
  const [command, all] = npm?.endsWith(".js") ? [process.execPath, [npm, ...args]] : ["npm", args];
  const child = spawn(command, all, {
    cwd: folder,
    env: npmEnvironment(),
    shell: command === "npm" && process.platform === "win32",
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stderr.on("data", (data) => (output += data));
  child.stdout.resume();
  return new Promise((done, fail) => {
    child.on("error", (cause) =>
      fail(
        new Error("npm could not be started. Install Node.js with npm, then run this again.", {
          cause,
        }),
      ),
    );
    child.on("close", (code) => done({ code, output }));
  });
}

function npmEnvironment() {
  const env = { ...process.env, npm_config_loglevel: "error", npm_config_update_notifier: "false" };
  // An outer "npm run" names its own folder and package, which would steer the inner npm.
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle)_|^npm_config_local_prefix$/.test(name)) delete env[name];
  }
  return env;
}

function linkFolder(link, target) {
  const entry = lstatSync(link, { throwIfNoEntry: false });
  if (entry && existsSync(link)) return;
  if (entry) rmSync(link);
  // Windows makes junctions without special rights, and only to absolute paths.
  if (process.platform === "win32") symlinkSync(resolve(dirname(link), target), link, "junction");
  else symlinkSync(target, link, "dir");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    await installPackages();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
