// How long one call of a tool takes in a running editor, through the gateway and straight to the same server, by turns
// in one window. Prints medians; asserts nothing. `--quick` makes a tenth of the calls.
//   npm run bench -- invoke [--quick] [--json FILE]
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type * as vscode from "vscode";

import { root, spawnNode24 } from "../../scripts/node24.mjs";
import { openEditorHarness } from "../editor/harness/editorHarness.ts";
import type { EditorWindow } from "../editor/harness/window.ts";
import { keepFigures, median } from "./figures.ts";
import { start, TOKEN } from "./rivals.ts";

const CALLS = process.argv.includes("--quick") ? 50 : 500;
const START_TIMEOUT_MS = 120_000;
const TARGET_MS = 0.3;
const TOOLS = ["mcp_direct_echo", "mcp_gateway_echo"];

const [built]: unknown[] = await once(
  spawnNode24(join(root, "esbuild.mjs"), ["--minify"], { cwd: root, stdio: "ignore" }),
  "exit",
);
if (built !== 0) throw new Error("The extension could not be built.");

const { child: server, message } = await start("rawServer.ts");
const url = `http://127.0.0.1:${message.port}/mcp`;
const harness = await openEditorHarness({
  env: { BENCH_TOKEN: TOKEN },
  files: {
    ".vscode/mcp.json": {
      servers: {
        direct: {
          type: "http",
          url,
          headers: { ...nameHeader("direct"), Authorization: `Bearer ${TOKEN}` },
        },
      },
    },
    ".vscode/settings.json": {
      "mcpConnect.servers": {
        gateway: {
          url,
          headers: nameHeader("gateway"),
          auth: { type: "token", token: "${env:BENCH_TOKEN}" },
        },
      },
    },
  },
});
try {
  const { window } = harness;
  await startServers(window);
  await window.evaluate(timeCalls, { tools: TOOLS, calls: CALLS / 5 });
  const [direct, gateway] = await window.evaluate(timeCalls, { tools: TOOLS, calls: CALLS });
  if (!direct || !gateway) throw new Error("There are no times of both ways.");
  const figures = {
    calls: CALLS,
    directMs: median(direct.ms),
    gatewayMs: median(gateway.ms),
    addedMs: median(gateway.ms.map((ms, call) => ms - (direct.ms[call] ?? Number.NaN))),
    directCpuMs: direct.cpuMs / CALLS,
    gatewayCpuMs: gateway.cpuMs / CALLS,
  };
  console.log(`lm.invokeTool, median of ${CALLS} calls each, by turns; CPU of the extension host`);
  console.log(`straight to the server  ${shown(figures.directMs, figures.directCpuMs)}`);
  console.log(`through the gateway     ${shown(figures.gatewayMs, figures.gatewayCpuMs)}`);
  console.log(
    `the gateway adds        ${shown(figures.addedMs, figures.gatewayCpuMs - figures.directCpuMs)} (target ${TARGET_MS} ms)`,
  );
  keepFigures("invoke", figures);
} finally {
  await harness.close();
  server.disconnect();
}

function nameHeader(name: string): Record<string, string> {
  return { "X-Bench-Name": name };
}

function shown(ms: number, cpuMs: number): string {
  return `${ms.toFixed(2)} ms, CPU ${cpuMs.toFixed(2)} ms`;
}

/** Starts both servers and waits for their tools. */
async function startServers(window: EditorWindow): Promise<void> {
  const endMs = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const offered = await window.evaluate(async (api) => {
      await api.commands.executeCommand("workbench.mcp.startServer", "*");
      return api.lm.tools.map(({ name }) => name);
    });
    if (TOOLS.every((tool) => offered.includes(tool))) return;
    if (Date.now() > endMs) throw new Error(`The servers offer only ${offered.join(", ")}.`);
    await pause(500);
  }
}

interface Timed {
  readonly ms: number[];
  readonly cpuMs: number;
}

/** Runs in the extension host: calls each tool by turns; the times of the calls and the CPU time of all of them. */
async function timeCalls(
  api: typeof vscode,
  { tools, calls }: { tools: readonly string[]; calls: number },
): Promise<Timed[]> {
  const timed = tools.map((): { ms: number[]; cpuMs: number } => ({ ms: [], cpuMs: 0 }));
  for (let call = 0; call < calls; call += 1) {
    for (const [index, tool] of tools.entries()) {
      const one = timed[index];
      const before = process.cpuUsage();
      const startMs = performance.now();
      await api.lm.invokeTool(tool, { input: { text: "hello" }, toolInvocationToken: undefined });
      one?.ms.push(performance.now() - startMs);
      const { user, system } = process.cpuUsage(before);
      if (one) one.cpuMs += (user + system) / 1_000;
    }
  }
  return timed;
}
