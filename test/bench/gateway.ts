// Compares the gateway with no gateway, with nginx and with mcp-remote, interleaved in one run, because throughput
// drifts. Prints ratios; asserts nothing. `--quick` makes a tenth of the calls.
//   node scripts/node24.mjs test/bench/gateway.ts [--quick]
import type { ChildProcess } from "node:child_process";

import { z } from "zod";

import { addedMemoryMb, coldCallMs } from "./gatewayAlone.ts";
import { cpuMs, direct, mcpRemote, nginx, ours, memoryMb, start, type Rival } from "./rivals.ts";

const QUICK = process.argv.includes("--quick");
const ROUNDS = QUICK ? 3 : 10;
const SEQUENTIAL = QUICK ? 70 : 210;
const PARALLEL = QUICK ? 700 : 2100;
const PARALLEL_CALLERS = 32;
const STREAMS = QUICK ? 20 : 60;
const BIG_ANSWERS = QUICK ? 1 : 3;
const DEAD_TOKEN_CALLS = 200;
const WARM_UP = QUICK ? 2000 : 8000;

interface Measured {
  readonly latencyUs: number[];
  readonly firstEventUs: number[];
  readonly bigUs: number[];
  callsPerSecond: number[];
  cpuMs: number;
  cpuCalls: number;
}

const { child: server, message } = await start("rawServer.ts");
const rivals = [
  direct(message.port),
  await nginx(message.port),
  await mcpRemote(message.port),
  await ours(message.port),
].filter((rival) => rival !== undefined);
if (rivals.every(({ name }) => name !== "nginx"))
  console.log(
    "nginx is not installed, so it is left out. Install it for the ratios to the limit in C.",
  );

const results = new Map<Rival, Measured>();
for (const rival of rivals)
  results.set(rival, {
    latencyUs: [],
    firstEventUs: [],
    bigUs: [],
    callsPerSecond: [],
    cpuMs: 0,
    cpuCalls: 0,
  });

for (const rival of rivals) await parallel(rival, WARM_UP);
for (let round = 0; round < ROUNDS; round++) {
  for (const [rival, measured] of results) {
    await sequential(rival, SEQUENTIAL, ({ totalUs }) => measured.latencyUs.push(totalUs));
    const { rate, cpuMs: usedMs } = await parallel(rival, PARALLEL);
    measured.callsPerSecond.push(rate);
    measured.cpuMs += usedMs;
    measured.cpuCalls += PARALLEL;
    await sequential(
      rival,
      STREAMS,
      (timing) => measured.firstEventUs.push(timing.firstByteUs),
      "events",
    );
  }
  process.stderr.write(`round ${round + 1} of ${ROUNDS}\r`);
}
for (const [rival, measured] of results)
  await sequential(rival, BIG_ANSWERS, ({ totalUs }) => measured.bigUs.push(totalUs), "big");

print();
console.log(
  await deadToken(
    server,
    rivals.find(({ name }) => name === "ours"),
  ),
);
for (const rival of rivals) await rival.stop();
server.send("reset");
console.log(`first call, cold: ${(await coldCallMs(message.port)).toFixed(0)} ms over a warm one`);
const addedMb = (await addedMemoryMb(message.port))?.toFixed(0) ?? "–";
console.log(`500 open streams and a 20 MB answer: ${addedMb} MB more at the peak`);
server.disconnect();

async function sequential(
  rival: Rival,
  calls: number,
  record: (timing: { readonly firstByteUs: number; readonly totalUs: number }) => void,
  tool = "echo",
): Promise<void> {
  const caller = await rival.open();
  for (let call = 0; call < calls; call++) record(await caller.call(tool, "hello"));
  caller.close();
}

async function parallel(rival: Rival, calls: number): Promise<{ rate: number; cpuMs: number }> {
  const callers = await Promise.all(Array.from({ length: PARALLEL_CALLERS }, () => rival.open()));
  const cpuBefore = cpuMs(rival.pid) ?? 0;
  const startedAt = performance.now();
  let left = calls;
  await Promise.all(
    callers.map(async (caller) => {
      while (left-- > 0) await caller.call("echo", "hello");
    }),
  );
  const rate = (calls / (performance.now() - startedAt)) * 1000;
  for (const caller of callers) caller.close();
  return { rate, cpuMs: (cpuMs(rival.pid) ?? 0) - cpuBefore };
}

async function deadToken(process: ChildProcess, gateway: Rival | undefined): Promise<string> {
  if (gateway === undefined) return "";
  process.send("expire");
  const callers = await Promise.all(Array.from({ length: DEAD_TOKEN_CALLS }, () => gateway.open()));
  const calls = await Promise.allSettled(callers.map((caller) => caller.call("echo", "hello")));
  for (const caller of callers) caller.close();
  const failed = calls.filter(({ status }) => status === "rejected").length;
  const counted = new Promise<{ tokenRequests: number }>((resolve) => {
    process.once("message", (value) =>
      resolve(z.object({ tokenRequests: z.number() }).parse(value)),
    );
  });
  process.send("count");
  const { tokenRequests } = await counted;
  return `${DEAD_TOKEN_CALLS} parallel calls with a dead token: ${tokenRequests} token requests, ${failed} failed`;
}

function print(): void {
  const limit = find("direct");
  const inC = find("nginx");
  const rows = [...results].map(([rival, measured]) => {
    const p50 = median(measured.latencyUs);
    const rate = median(measured.callsPerSecond);
    const cpu = measured.cpuMs > 0 ? (measured.cpuMs / measured.cpuCalls) * 1000 : undefined;
    const cpuInC = inC && inC.cpuMs > 0 ? (inC.cpuMs / inC.cpuCalls) * 1000 : undefined;
    return {
      rival: rival.name,
      "p50 µs": p50.toFixed(0),
      "/direct": ratio(p50, limit && median(limit.latencyUs)),
      "/nginx": ratio(p50, inC && median(inC.latencyUs)),
      [`calls/s at ${PARALLEL_CALLERS}`]: rate.toFixed(0),
      "rate/nginx": ratio(rate, inC && median(inC.callsPerSecond)),
      "CPU ms/1000": cpu?.toFixed(1) ?? "–",
      "CPU/nginx": ratio(cpu, cpuInC),
      "first event µs": median(measured.firstEventUs).toFixed(0),
      "20 MB ms": (median(measured.bigUs) / 1000).toFixed(0),
      "20 MB speed/direct": ratio(limit && median(limit.bigUs), median(measured.bigUs)),
      "peak MB": memoryMb(rival.pid, "peak")?.toFixed(0) ?? "–",
    };
  });
  console.table(rows);
  const here = find("ours");
  const bridge = find("mcp-remote");
  if (here && bridge)
    console.log(
      `p50 of ours to mcp-remote: ${ratio(median(here.latencyUs), median(bridge.latencyUs))}`,
    );
}

function find(name: string): Measured | undefined {
  return [...results].find(([rival]) => rival.name === name)?.[1];
}

function ratio(value: number | undefined, to: number | undefined): string {
  return value === undefined || to === undefined || to === 0 ? "–" : (value / to).toFixed(2);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
