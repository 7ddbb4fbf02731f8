import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { aptGet, installWithApt } from "./apt.ts";
import { step } from "./install.mjs";

const NAMES_ON_PATH = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "microsoft-edge-stable",
];

/** Chromium alone brings no font with it, and would draw every letter as a box. */
const PACKAGES = ["chromium", "fonts-liberation", "fonts-dejavu-core"];

/**
 * Path of a Chromium, Chrome or Edge for the editor tests: the one that CHROME_PATH names, else one found on the
 * machine, else Debian's, which is installed when this process may do so. Throws an Error that says what to install.
 */
export async function findOrInstallChromium({ quiet = false } = {}): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  const apt = await aptGet();
  if (apt !== undefined) {
    await step("Installing Chromium", quiet, () => installWithApt(apt, PACKAGES));
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
