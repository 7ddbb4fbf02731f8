import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const SERVER = join(
  HERE,
  "../../node_modules/@modelcontextprotocol/server-everything/dist/index.js",
);
const START_TIMEOUT_MS = 20_000;

export interface EverythingOptions {
  readonly port?: number;
  /** `sse` is the transport of the 2024-11-05 protocol. */
  readonly transport?: "streamableHttp" | "sse";
}

export interface Everything {
  /** URL of the MCP endpoint. No credential is asked for there. */
  readonly url: string;
  readonly pid: number;
  /** Ends the process without ceremony, as a crash would. */
  readonly stop: () => Promise<void>;
}

/** Starts the reference server `@modelcontextprotocol/server-everything` as a process of its own, on loopback only. */
export async function startEverything(options: EverythingOptions = {}): Promise<Everything> {
  const transport = options.transport ?? "streamableHttp";
  const preload = pathToFileURL(join(HERE, "loopbackOnly.mjs")).href;
  const child = spawn(process.execPath, ["--import", preload, SERVER, transport], {
    // The server has a tool that shows its environment, so it gets none of ours.
    env: { PORT: String(options.port ?? 0) },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    detached: process.platform !== "win32",
  });
  const stop = () => endProcessGroup(child);
  try {
    const port = await announcedPort(child);
    return {
      url: `http://127.0.0.1:${port}/${transport === "sse" ? "sse" : "mcp"}`,
      pid: child.pid ?? 0,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function announcedPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let errors = "";
    child.stderr?.on(
      "data",
      (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)),
    );
    const timer = setTimeout(
      () => reject(new Error(`server-everything did not start in time. ${errors}`)),
      START_TIMEOUT_MS,
    );
    child.once("message", (port) => {
      clearTimeout(timer);
      resolve(Number(port));
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`server-everything ended with code ${code}. ${errors}`));
    });
  });
}

async function endProcessGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  if (process.platform === "win32") child.kill();
  else process.kill(-pid, "SIGKILL");
  await ended;
}
