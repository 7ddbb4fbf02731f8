import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { endOf, TOKEN, type Rival } from "./rivals.ts";

/** The stdio bridge that people use today; all callers share its one pipe. */
export async function mcpRemote(serverPort: number): Promise<Rival> {
  const script = join(import.meta.dirname, "../../node_modules/mcp-remote/dist/proxy.js");
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
