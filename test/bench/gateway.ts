// Compares the gateway with no gateway, with nginx, with the HTTP libraries that it stands on, and with mcp-remote,
// interleaved in one run, because throughput drifts. Prints ratios; asserts nothing. `--quick` makes a tenth of the calls.
//   npm run bench -- gateway [--quick] [--json FILE]
import type { ChildProcess } from "node:child_process";

import { z } from "zod";

import { addedMemoryMb, coldCallMs } from "./gatewayAlone.ts";
import { mcpRemote } from "./mcpRemote.ts";
import { nginx } from "./nginx.ts";
import { cpuMs, memoryMb } from "./processCost.ts";
import { keepFigures, median, ratio } from "./figures.ts";
import { direct, dispatchAlone, ours, start, type Rival } from "./rivals.ts";

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
  await dispatchAlone(message.port),
  await ours(message.port),
  await mcpRemote(message.port),
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

const figures = print();
const dead = await deadToken(
  server,
  rivals.find(({ name }) => name === "ours"),
);
console.log(
  `${DEAD_TOKEN_CALLS} parallel calls with a dead token: ${dead.tokenRequests} token requests, ${dead.failed} failed`,
);
for (const rival of rivals) await rival.stop();
server.send("reset");
const coldMs = await coldCallMs(message.port);
console.log(`first call, cold: ${coldMs.toFixed(0)} ms over a warm one`);
const addedMb = await addedMemoryMb(message.port);
console.log(
  `500 open streams and a 20 MB answer: ${addedMb?.toFixed(0) ?? "–"} MB more at the peak`,
);
server.disconnect();
keepFigures("gateway", { ...figures, deadToken: dead, coldMs, addedMb });

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

async function deadToken(
  process: ChildProcess,
  gateway: Rival | undefined,
): Promise<{ readonly tokenRequests: number; readonly failed: number }> {
  if (gateway === undefined) throw new Error("The gateway is not among the rivals.");
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
  return { tokenRequests, failed };
}

/** What came out for one rival; undefined where this system does not tell. */
interface Figures {
  readonly p50Us: number;
  readonly callsPerSecond: number;
  /** Of its process, for 1,000 calls. */
  readonly cpuMs: number | undefined;
  readonly firstEventUs: number;
  readonly bigAnswerMs: number;
  readonly peakMb: number | undefined;
}

function figuresOf(rival: Rival, measured: Measured): Figures {
  return {
    p50Us: median(measured.latencyUs),
    callsPerSecond: median(measured.callsPerSecond),
    cpuMs: measured.cpuMs > 0 ? (measured.cpuMs / measured.cpuCalls) * 1000 : undefined,
    firstEventUs: median(measured.firstEventUs),
    bigAnswerMs: median(measured.bigUs) / 1000,
    peakMb: memoryMb(rival.pid, "peak"),
  };
}

/** Prints the rivals beside each other and what ours comes to; gives all figures. */
function print() {
  const all = Object.fromEntries(
    [...results].map(([rival, measured]) => [rival.name, figuresOf(rival, measured)]),
  );
  const { direct: limit, nginx: inC, ours: here } = all;
  const alone = all["dispatch alone"];
  console.table(
    Object.entries(all).map(([rival, one]) => ({
      rival,
      "p50 µs": one.p50Us.toFixed(0),
      "/direct": shown(ratio(one.p50Us, limit?.p50Us)),
      "/nginx": shown(ratio(one.p50Us, inC?.p50Us)),
      [`calls/s at ${PARALLEL_CALLERS}`]: one.callsPerSecond.toFixed(0),
      "rate/nginx": shown(ratio(one.callsPerSecond, inC?.callsPerSecond)),
      "CPU ms/1000": one.cpuMs?.toFixed(1) ?? "–",
      "CPU/nginx": shown(ratio(one.cpuMs, inC?.cpuMs)),
      "first event µs": one.firstEventUs.toFixed(0),
      "20 MB ms": one.bigAnswerMs.toFixed(0),
      "20 MB speed/direct": shown(ratio(limit?.bigAnswerMs, one.bigAnswerMs)),
      "peak MB": one.peakMb?.toFixed(0) ?? "–",
    })),
  );
  const ratios = {
    p50ToDispatch: ratio(here?.p50Us, alone?.p50Us),
    cpuToDispatch: ratio(here?.cpuMs, alone?.cpuMs),
    p50ToNginx: ratio(here?.p50Us, inC?.p50Us),
    p50ToMcpRemote: ratio(here?.p50Us, all["mcp-remote"]?.p50Us),
  };
  console.log(
    `ours to dispatch alone: p50 ${shown(ratios.p50ToDispatch)} (target 1.05), CPU ${shown(ratios.cpuToDispatch)} (target 1.15)`,
  );
  console.log(`p50 of ours to mcp-remote: ${shown(ratios.p50ToMcpRemote)} (target 0.25)`);
  return { rivals: all, ratios };
}

function shown(value: number | undefined): string {
  return value?.toFixed(2) ?? "–";
}
