import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { step } from "./install.mjs";

const run = promisify(execFile);

const NAMES_ON_PATH = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "microsoft-edge-stable",
];

/**
 * Path of a Chromium, Chrome or Edge for the editor tests: the one that CHROME_PATH names, else one found on the
 * machine, else Debian's, which is installed when this process may do so. Throws an Error that says what to install.
 */
export async function findOrInstallChromium({ quiet = false } = {}): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  const apt = await aptGet();
  if (apt !== undefined) {
    await step("Installing Chromium", quiet, () => installWithApt(apt));
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    "The editor tests need Chromium, Chrome or Edge, and none was found. Install one, or set CHROME_PATH to its binary, then run this again.",
  );
}

/** Path of a browser that is already on the machine, or undefined. Throws when CHROME_PATH names no file. */
function findChromium(): string | undefined {
  const named = process.env["CHROME_PATH"];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(
      `CHROME_PATH is "${named}", and there is no such file. Correct it or unset it, then run this again.`,
    );
  }
  return candidates().find((path) => existsSync(path));
}

function candidates(): string[] {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const onPath = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .flatMap((folder) => NAMES_ON_PATH.map((name) => join(folder, `${name}${suffix}`)));
  return [...onPath, ...wellKnownPlaces()];
}

function wellKnownPlaces(): string[] {
  if (process.platform === "darwin") {
    const folders = ["/Applications", join(process.env["HOME"] ?? "", "Applications")];
    return ["Google Chrome", "Chromium", "Microsoft Edge"].flatMap((name) =>
      folders.map((folder) => join(folder, `${name}.app/Contents/MacOS/${name}`)),
    );
  }
  if (process.platform === "win32") {
    const folders = ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"].flatMap(
      (variable) => process.env[variable] ?? [],
    );
    return [
      "Google/Chrome/Application/chrome.exe",
      "Chromium/Application/chrome.exe",
      "Microsoft/Edge/Application/msedge.exe",
    ].flatMap((binary) => folders.map((folder) => join(folder, binary)));
  }
  return [
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/opt/google/chrome/chrome",
    "/opt/microsoft/msedge/msedge",
    "/snap/bin/chromium",
  ];
}

/** The words that start apt-get with the rights to install, or undefined where this process has no such right. */
async function aptGet(): Promise<string[] | undefined> {
  if (!existsSync("/usr/bin/apt-get")) return undefined;
  if (process.getuid?.() === 0) return ["apt-get"];
  const mayBecomeRoot = await run("sudo", ["-n", "true"]).then(
    () => true,
    () => false,
  );
  return mayBecomeRoot ? ["sudo", "-n", "apt-get"] : undefined;
}

async function installWithApt([command = "", ...words]: string[]): Promise<void> {
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    maxBuffer: 1 << 26,
  };
  try {
    await run(command, [...words, "update", "-qq"], options);
    // Chromium alone brings no font with it, and would draw every letter as a box.
    await run(
      command,
      [
        ...words,
        "install",
        "-y",
        "-qq",
        "--no-install-recommends",
        "chromium",
        "fonts-liberation",
        "fonts-dejavu-core",
      ],
      options,
    );
  } catch (cause) {
    throw new Error(
      "apt-get could not install Chromium. Install Chromium, Chrome or Edge, or set CHROME_PATH to its binary, then run this again.",
      { cause },
    );
  }
}
