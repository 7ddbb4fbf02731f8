import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The words that start apt-get with the rights to install, or undefined where this process has no such right. */
export async function aptGet(): Promise<string[] | undefined> {
  if (!existsSync("/usr/bin/apt-get")) return undefined;
  if (process.getuid?.() === 0) return ["apt-get"];
  const mayBecomeRoot = await run("sudo", ["-n", "true"]).then(
    () => true,
    () => false,
  );
  return mayBecomeRoot ? ["sudo", "-n", "apt-get"] : undefined;
}

/** Installs Debian packages. Rejects with a sentence that names them. */
export async function installWithApt(
  [command = "", ...words]: readonly string[],
  packages: readonly string[],
): Promise<void> {
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    maxBuffer: 1 << 26,
  };
  try {
    await run(command, [...words, "update", "-qq"], options);
    await run(
      command,
      [...words, "install", "-y", "-qq", "--no-install-recommends", ...packages],
      options,
    );
  } catch (cause) {
    throw new Error(
      `apt-get could not install ${packages.join(", ")}. Install them by hand, then run this again.`,
      { cause },
    );
  }
}
