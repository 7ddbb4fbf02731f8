import { fork, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";

import { build } from "esbuild";
import { z } from "zod";

import { postOf, RawConnection, type RawAnswer } from "./rawHttp.ts";

const HERE = import.meta.dirname;
export const TOKEN = "bench-token";

/** One caller of a rival: sends a `tools/call` and waits for its answer. */
export interface Caller {
  call(tool: string, text: string): Promise<Pick<RawAnswer, "firstByteUs" | "totalUs">>;
  close(): void;
}

/** A way from a client to the server. */
export interface Rival {
  readonly name: string;
  /** Process whose CPU time counts; undefined where nothing stands in between. */
  readonly pid: number | undefined;
  open(): Promise<Caller>;
  stop(): Promise<void>;
}

const started = z.object({
  port: z.number(),
  path: z.string().default("/mcp"),
  authorization: z.string().default(""),
});

/** Where and how a rival is spoken to over HTTP. */
export interface HttpAddress {
  readonly port: number;
  readonly path: string;
  readonly authorization: string;
}

/** Starts a module of this folder as a process; resolves with its first message. */
export async function start(
  file: string,
  args: readonly string[] = [],
): Promise<{ readonly child: ChildProcess; readonly message: z.infer<typeof started> }> {
  const child = fork(isAbsolute(file) ? file : join(HERE, file), [...args], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const message = await new Promise<z.infer<typeof started>>((received, reject) => {
    child.once("message", (value) => received(started.parse(value)));
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code}`)));
  });
  return { child, message };
}

/** No rival at all: the limit. */
export function direct(port: number): Rival {
  return {
    name: "direct",
    pid: undefined,
    open: () => httpCaller(port, "/mcp", `Bearer ${TOKEN}`),
    stop: () => Promise.resolve(),
  };
}

/** The gateway, bundled as it is shipped: a part that is there at once, and one that the first request loads. */
export async function ours(serverPort: number): Promise<Rival & HttpAddress> {
  return bundled("ours", "gatewayProcess", serverPort);
}

/** The libraries that the gateway stands on, with a fixed header and nothing else: what its own work is measured by. */
export async function dispatchAlone(serverPort: number): Promise<Rival & HttpAddress> {
  return bundled("dispatch alone", "dispatchProcess", serverPort);
}

async function bundled(
  name: string,
  module: string,
  serverPort: number,
): Promise<Rival & HttpAddress> {
  const folder = mkdtempSync(join(tmpdir(), "mcp-connect-bench-"));
  await build({
    entryPoints: [join(HERE, `${module}.ts`)],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "node",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  const { child, message } = await start(join(folder, `${module}.mjs`), [String(serverPort)]);
  return {
    ...message,
    name,
    pid: child.pid,
    open: () => httpCaller(message.port, message.path, message.authorization),
    stop: () => endOf(child, folder),
  };
}

/** Calls over one raw keep-alive connection; without an authorization it sends none. */
export async function httpCaller(
  port: number,
  path: string,
  authorization: string,
): Promise<Caller> {
  const connection = await RawConnection.open(port);
  const requests = new Map<string, Buffer>();
  const headers: Record<string, string> = authorization === "" ? {} : { authorization };
  return {
    async call(name, text) {
      const key = `${name} ${text}`;
      let request = requests.get(key);
      if (request === undefined) {
        const params = { name, arguments: { text } };
        const message = { jsonrpc: "2.0", id: 1, method: "tools/call", params };
        requests.set(key, (request = postOf(port, path, headers, message)));
      }
      const answer = await connection.send(request);
      if (answer.status !== 200 || answer.body.includes('"error"'))
        throw new Error(`Answer ${answer.status}: ${answer.body.toString("utf8", 0, 200)}`);
      return answer;
    },
    close: () => connection.close(),
  };
}

/** Ends a process and removes its folder once it writes there no more. */
export async function endOf(child: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill();
  if (child.exitCode === null) await ended;
  rmSync(folder, { recursive: true, force: true });
}
