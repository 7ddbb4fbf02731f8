import { createHash } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { once } from "../../once.ts";

/**
 * A short hash that two processes share only if each can ask the system whether the other one lives.
 * The host's name is not enough on Linux, where containers share names and folders but not process ids:
 * there the boot id (proc(5)) and the process id namespace (pid_namespaces(7)) are part of it.
 */
export const describeMachine = once(async () => {
  const parts = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
  ]);
  return createHash("sha256")
    .update(JSON.stringify([process.platform, hostname(), ...parts]))
    .digest("hex")
    .slice(0, 16);
});

/** Whether a process of this machine lives; true when the system does not say. */
export function isProcessAlive(pid: number): boolean {
  try {
    // Signal 0 is not sent: it only asks (kill(2)). Node does the same on Windows.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
