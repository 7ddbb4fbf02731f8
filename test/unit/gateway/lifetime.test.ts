import { afterEach, describe, expect, it } from "vitest";

import { createGateway } from "../../../src/core/gateway/gateway.ts";
import { silentObserver } from "../../../src/core/gateway/observer.ts";
import { silentLogger } from "../../../src/core/log.ts";
import {
  call,
  json,
  ScriptedCredentials,
  sendRaw,
  startRaw,
  until,
  type RawServer,
} from "./harness.ts";
import { serverWith } from "../build/server.ts";

let server: RawServer;

afterEach(() => server.stop());

function gatewayTo(url: string, upstream = () => options) {
  return createGateway({
    servers: { get: (name) => serverWith({ type: "none" }, { name, url }) },
    credentials: new ScriptedCredentials(),
    upstream,
    log: silentLogger,
    observer: silentObserver,
    now: Date.now,
  });
}

const options = { strictSSL: true, useSystemCertificates: false, environment: {} };

describe("a gateway", () => {
  it("asks how servers are reached on the first request, and again when that has changed", async () => {
    server = await startRaw((_seen, response) => json(response, {}));
    let asked = 0;
    const gateway = gatewayTo(server.origin, () => {
      asked++;
      return options;
    });
    const counts: number[] = [];
    await gateway.start();
    const { url, headers } = gateway.endpointOf("peer");
    const send = () => sendRaw(url, { headers: { ...headers }, body: call() });
    counts.push(asked);
    await Promise.all([send(), send()]);
    counts.push(asked);
    gateway.upstreamChanged();
    await send();
    counts.push(asked);
    await gateway.close();
    expect(counts).toEqual([0, 1, 2]);
  });

  it("lets a stream go on when the way to the servers has changed", async () => {
    server = await startRaw((seen, response) => {
      if (seen.method === "POST") return json(response, {});
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: 1\n\n");
      return setTimeout(() => response.end("data: 2\n\n"), 50);
    });
    const gateway = gatewayTo(server.origin);
    await gateway.start();
    const { url, headers } = gateway.endpointOf("peer");
    const stream = await sendRaw(url, {
      method: "GET",
      headers: { ...headers },
      onHead: () => gateway.upstreamChanged(),
    });
    const { status } = await sendRaw(url, { headers: { ...headers }, body: call() });
    await gateway.close();
    expect([stream.text, status]).toEqual(["data: 1\n\ndata: 2\n\n", 200]);
  });

  it("tries again to find the way after it could not", async () => {
    server = await startRaw((_seen, response) => json(response, {}));
    let broken = true;
    const gateway = gatewayTo(server.origin, () => {
      if (broken) throw new Error("No settings");
      return options;
    });
    await gateway.start();
    const { url, headers } = gateway.endpointOf("peer");
    const send = () => sendRaw(url, { headers: { ...headers }, body: call() });
    const first = await send();
    broken = false;
    const second = await send();
    await gateway.close();
    expect([first.json, second.json]).toMatchObject([{ error: { code: -32051 } }, {}]);
  });

  it("ends what is under way when it is closed, and leaves no connection behind", async () => {
    let open = 0;
    server = await startRaw((_seen, response) => {
      open++;
      response.on("close", () => open--);
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    });
    const gateway = gatewayTo(server.origin);
    await gateway.start();
    const { url, headers } = gateway.endpointOf("peer");
    const streams = Array.from({ length: 10 }, () =>
      sendRaw(url, { method: "GET", headers: { ...headers } }),
    );
    await until(() => open === 10);
    await gateway.close();
    await Promise.allSettled(streams);
    await until(() => open === 0);
    await expect(gateway.start()).resolves.toBeDefined();
    expect(open).toBe(0);
  });

  it("that was closed before it listened never listens", async () => {
    server = await startRaw((_seen, response) => json(response, {}));
    const gateway = gatewayTo(server.origin);
    expect(() => gateway.endpointOf("peer")).toThrow("not been started");
    await gateway.close();
    await expect(gateway.start()).rejects.toThrow("closed");
  });
});
