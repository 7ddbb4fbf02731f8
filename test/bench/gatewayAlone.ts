import { request as httpRequest, type IncomingMessage } from "node:http";

import { memoryMb } from "./processCost.ts";
import { ours, type HttpAddress } from "./rivals.ts";

const OPEN_STREAMS = 500;

/** How much longer the first call of a gateway takes than later ones, in milliseconds. */
export async function coldCallMs(serverPort: number): Promise<number> {
  const gateway = await ours(serverPort);
  const caller = await gateway.open();
  const times: number[] = [];
  for (let call = 0; call < 50; call++) times.push((await caller.call("echo", "hello")).totalUs);
  caller.close();
  await gateway.stop();
  const [first = 0, ...later] = times;
  return (first - (later.toSorted((left, right) => left - right)[25] ?? 0)) / 1000;
}

/** What many open streams and a big answer add to a warm gateway's memory at its peak, in MB. */
export async function addedMemoryMb(serverPort: number): Promise<number | undefined> {
  const gateway = await ours(serverPort);
  const caller = await gateway.open();
  for (let call = 0; call < 2000; call++) await caller.call("echo", "hello");
  const before = memoryMb(gateway.pid, "now");
  const streams = await Promise.all(
    Array.from({ length: OPEN_STREAMS }, () => openStream(gateway)),
  );
  await caller.call("big", "");
  const peak = memoryMb(gateway.pid, "peak");
  for (const stream of streams) stream.destroy();
  caller.close();
  await gateway.stop();
  return before === undefined || peak === undefined ? undefined : peak - before;
}

function openStream({ port, path, authorization }: HttpAddress): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization, "x-open-stream": "1" };
    httpRequest({ host: "127.0.0.1", port, path, headers, agent: false }, resolve)
      .on("error", reject)
      .end();
  });
}
