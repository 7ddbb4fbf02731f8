import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "../../../../src/core/secret.ts";

/** A folder in which the machine's own tools make keys. */
export interface KeyTools {
  readonly folder: string;
  /** Runs `openssl` in the folder and gives what it printed. */
  readonly openssl: (...args: string[]) => string;
  /** Runs `ssh-keygen` in the folder and gives what it printed. */
  readonly sshKeygen: (...args: string[]) => string;
  text(file: string): string;
  secret(file: string): Secret;
  dispose(): void;
}

export function createKeyTools(): KeyTools {
  const folder = mkdtempSync(join(tmpdir(), "keys-test-"));
  const text = (file: string) => readFileSync(join(folder, file), "utf8");
  return {
    folder,
    openssl: (...args) => run("openssl", args, folder),
    sshKeygen: (...args) => run("ssh-keygen", args, folder),
    text,
    secret: (file) => new Secret(text(file)),
    dispose: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function run(tool: string, args: string[], folder: string): string {
  try {
    return execFileSync(tool, args, { cwd: folder, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw new Error(`These tests need ${tool} on the PATH. Install it, then run them again.`, {
        cause: error,
      });
    }
    throw error;
  }
}
