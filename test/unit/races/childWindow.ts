import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseRecord } from "../../peers/json.ts";

/** What a window in a process of its own says after its calls: the `outcomes`, and the `needs` of the user so far. */
export type Report = Readonly<Record<string, unknown>>;

/** A window in a process of its own. */
export interface ChildWindow {
  /** Makes calls, all at a time; undefined when the process was killed meanwhile. */
  call(times: number): Promise<Report | undefined>;
  /** Ends the process at once, whatever it is doing. */
  kill(): Promise<void>;
}

const PROGRAM = join(import.meta.dirname, "windowProcess.ts");

/** Starts a window in a process of its own. */
export function startChildWindow(folder: string, url: string): ChildWindow {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", PROGRAM, folder, url],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const lines = createInterface({ input: child.stdout });
  const ended = endOf(child);
  // A killed process may leave a line that it never reads.
  child.stdin.on("error", () => undefined);
  return {
    async call(times) {
      const answer = once(lines, "line");
      child.stdin.write(`${times}\n`);
      const first = await Promise.race([answer, ended]);
      return first === undefined ? undefined : parseRecord(String(first[0]));
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function endOf(child: ChildProcess): Promise<undefined> {
  await once(child, "exit");
}
