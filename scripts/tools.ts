// Sees that the programs are there that tests make keys with: `node24.mjs scripts/tools.ts`.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { aptGet, installWithApt } from "./apt.ts";
import { step } from "./install.mjs";

/** Programs, and the Debian packages that bring them. */
const TOOLS = [
  ["openssl", "openssl"],
  ["ssh-keygen", "openssh-client"],
] as const;

const suffix = process.platform === "win32" ? ".exe" : "";
const folders = (process.env["PATH"] ?? "").split(delimiter);
const missing = () =>
  TOOLS.filter(([tool]) => !folders.some((folder) => existsSync(join(folder, tool + suffix))));

const wanted = missing();
const apt = wanted.length === 0 ? undefined : await aptGet();
if (apt) {
  const packages = wanted.map(([, name]) => name);
  await step(`Installing ${packages.join(" and ")}`, false, () =>
    installWithApt(apt, packages),
  ).catch((error: unknown) =>
    console.error(error instanceof Error ? error.message : String(error)),
  );
}
const names = missing().map(([tool]) => tool);
if (names.length > 0) {
  console.error(
    `The tests need ${names.join(" and ")} on PATH. Install them, then run this again.`,
  );
  process.exitCode = 1;
}
