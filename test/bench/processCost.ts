import { readFileSync } from "node:fs";

/** CPU time that a process has used, in milliseconds; undefined where the system does not tell (only Linux does). */
export function cpuMs(pid: number | undefined): number | undefined {
  if (pid === undefined || process.platform !== "linux") return undefined;
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\) /s, "")
      .split(" ");
    // utime and stime, in ticks of 10 ms.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}

/** Memory of a process in MB, now or at its peak; undefined where the system does not tell. */
export function memoryMb(pid: number | undefined, which: "now" | "peak"): number | undefined {
  if (pid === undefined || process.platform !== "linux") return undefined;
  const field = which === "now" ? /^VmRSS:\s+(\d+)/m : /^VmHWM:\s+(\d+)/m;
  try {
    const kib = field.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return undefined;
  }
}
