import { fork, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { z } from "zod";

import { postOf, RawConnection, type RawAnswer } from "./rawHttp.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
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
  const folder = mkdtempSync(join(tmpdir(), "mcp-connect-bench-"));
  await build({
    entryPoints: [join(HERE, "gatewayProcess.ts")],
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
  const { child, message } = await start(join(folder, "gatewayProcess.mjs"), [String(serverPort)]);
  return {
    ...message,
    name: "ours",
    pid: child.pid,
    open: () => httpCaller(message.port, message.path, message.authorization),
    stop: () => endOf(child, folder),
  };
}

/** nginx with one worker that adds the header; undefined where it is not installed. */
export async function nginx(serverPort: number): Promise<Rival | undefined> {
  const binary = ["nginx", "/usr/sbin/nginx"].find(
    (candidate) => spawnSync(candidate, ["-v"]).status === 0,
  );
  if (binary === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "mcp-connect-bench-"));
  const port = await freePort();
  const configuration = join(folder, "nginx.conf");
  writeFileSync(configuration, nginxConfiguration(folder, port, serverPort));
  const child = spawn(binary, ["-p", folder, "-c", configuration], { stdio: "ignore" });
  await listening(port);
  const workers = spawnSync("pgrep", ["-P", String(child.pid)], { encoding: "utf8" }).stdout;
  return {
    name: "nginx",
    pid: Number(workers.trim()) || child.pid,
    open: () => httpCaller(port, "/mcp", ""),
    stop: () => endOf(child, folder),
  };
}

function nginxConfiguration(folder: string, port: number, serverPort: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join("\n  ");
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log /dev/null;
events { worker_connections 2048; }
http {
  access_log off;
  ${temporary}
  keepalive_requests 1000000;
  upstream server { server 127.0.0.1:${serverPort}; keepalive 256; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://server;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Authorization "Bearer ${TOKEN}";
      proxy_buffering off;
    }
  }
}
`;
}

/** The stdio bridge that people use today; all callers share its one pipe. */
export async function mcpRemote(serverPort: number): Promise<Rival> {
  const script = join(HERE, "../../node_modules/mcp-remote/dist/proxy.js");
  const args = [`http://127.0.0.1:${serverPort}/mcp`, "--allow-http", "--transport", "http-only"];
  const home = mkdtempSync(join(tmpdir(), "mcp-connect-bench-"));
  const child = spawn(
    process.execPath,
    [script, ...args, "--header", `Authorization: Bearer ${TOKEN}`],
    { stdio: ["pipe", "pipe", "ignore"], env: { ...process.env, MCP_REMOTE_CONFIG_DIR: home } },
  );
  const bridge = new StdioBridge(child);
  await bridge.request("initialize", {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "bench", version: "1" },
  });
  bridge.notify("notifications/initialized");
  return {
    name: "mcp-remote",
    pid: child.pid,
    async open() {
      return {
        call: (name, text) => bridge.request("tools/call", { name, arguments: { text } }),
        close() {},
      };
    },
    stop: () => endOf(child, home),
  };
}

class StdioBridge {
  readonly #child: ChildProcess;
  readonly #pending = new Map<
    number,
    { readonly sentAt: number; resolve(answer: { firstByteUs: number; totalUs: number }): void }
  >();
  #chunks: Buffer[] = [];
  #nextId = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on("data", (chunk: Buffer) => this.#data(chunk));
  }

  async request(method: string, params: object) {
    const id = this.#nextId++;
    return new Promise<{ firstByteUs: number; totalUs: number }>((resolve) => {
      this.#pending.set(id, { sentAt: performance.now(), resolve });
      this.#write({ jsonrpc: "2.0", id, method, params });
    });
  }

  notify(method: string): void {
    this.#write({ jsonrpc: "2.0", method });
  }

  #write(message: object): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  #data(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      this.#line(Buffer.concat([...this.#chunks, rest.subarray(0, end)]));
      this.#chunks = [];
      rest = rest.subarray(end + 1);
    }
    this.#chunks.push(rest);
  }

  #line(line: Buffer): void {
    // The id stands at the beginning or the end; the middle may be 20 MB.
    const edges = line.toString("latin1", 0, 200) + line.toString("latin1", line.length - 200);
    const id = Number(/"id":(\d+)/.exec(edges)?.[1] ?? -1);
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    const us = (performance.now() - pending.sentAt) * 1000;
    pending.resolve({ firstByteUs: us, totalUs: us });
  }
}

async function httpCaller(port: number, path: string, authorization: string): Promise<Caller> {
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

/** Ends a process and removes its folder once it writes there no more. */
async function endOf(child: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill();
  if (child.exitCode === null) await ended;
  rmSync(folder, { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      (await RawConnection.open(port)).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`Nothing listens on port ${port}`);
}
