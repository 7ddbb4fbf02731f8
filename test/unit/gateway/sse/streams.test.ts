import { get as httpGet, type IncomingMessage, type ServerResponse } from "node:http";

import { afterEach, describe, expect, it } from "vitest";

import {
  call,
  json,
  sendRaw,
  setUp,
  startListener,
  startRaw,
  until,
  type Answer,
  type RawServer,
  type SetUp,
} from "../harness.ts";

let server: RawServer;
let peer: SetUp;

afterEach(async () => {
  await peer.stop();
  await server.stop();
});

async function start(answer: Answer): Promise<void> {
  server = await startRaw(answer);
  peer = await setUp({ url: server.origin });
}

/** Opens the GET stream; resolves with its head. */
function open(): Promise<IncomingMessage> {
  const { url, headers } = peer.gateway.endpointOf("peer");
  return new Promise((resolve, reject) => {
    httpGet(url, { headers: { ...headers }, agent: false }, resolve).on("error", reject);
  });
}

const EVENT_STREAM = { "content-type": "text/event-stream" };

describe("a stream", () => {
  it("shows its head before its first byte, and each event when it comes", async () => {
    let upstream: ServerResponse | undefined;
    await start((_seen, response) => {
      upstream = response;
      response.writeHead(200, EVENT_STREAM);
      response.flushHeaders();
    });
    const stream = await open();
    const chunks: string[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
    for (const text of [
      ": keep-alive\n\n",
      "id: 1\ndata: {}\n\n",
      ":\n",
      "data: 2\r\n\r\n",
      "event: endpoint\ndata: x\n\n",
    ]) {
      upstream?.write(text);
      const before = chunks.join("").length;
      await until(() => chunks.join("").length === before + text.length);
    }
    upstream?.end();
    await until(() => stream.complete);
    expect([stream.statusCode, stream.headers["content-type"], chunks.join("")]).toEqual([
      200,
      "text/event-stream",
      ": keep-alive\n\nid: 1\ndata: {}\n\n:\ndata: 2\r\n\r\nevent: endpoint\ndata: x\n\n",
    ]);
  });

  it("ends for the server when the editor leaves", async () => {
    let closed = false;
    await start((_seen, response) => {
      response.writeHead(200, EVENT_STREAM).flushHeaders();
      response.on("close", () => (closed = true));
    });
    const stream = await open();
    stream.destroy();
    await until(() => closed);
    await until(() => peer.recorder.reports.length === 1);
    expect(peer.recorder.failures).toEqual([]);
  });

  it("breaks for the editor when the server breaks it, and the observer hears of it", async () => {
    await start((_seen, response) => {
      response.writeHead(200, EVENT_STREAM);
      response.write("data: 1\n\n");
      setTimeout(() => response.destroy(), 10);
    });
    const stream = await open();
    const ended = await new Promise((resolve) => {
      stream
        .resume()
        .on("end", () => resolve("end"))
        .on("error", (error) => resolve(error.message));
    });
    expect([ended, peer.recorder.failures.map(({ code }) => code)]).toEqual([
      "aborted",
      ["unreachable"],
    ]);
  });

  it("ends for both sides when its server is disconnected, and calls under way are answered", async () => {
    const closed: string[] = [];
    await start((seen, response) => {
      if (seen.method === "GET") response.writeHead(200, EVENT_STREAM).flushHeaders();
      response.on("close", () => closed.push(seen.method));
    });
    const stream = await open();
    const ended = new Promise((resolve) => stream.resume().on("end", () => resolve("end")));
    const pending = peer.send({ body: call(3) });
    await until(() => server.seen.length === 2);
    peer.gateway.disconnect("peer");
    expect([await ended, (await pending).json]).toEqual([
      "end",
      {
        jsonrpc: "2.0",
        id: 3,
        error: {
          code: -32050,
          message:
            "The connection to “peer” was closed while the request was on its way. Run it again.",
        },
      },
    ]);
    await until(() => closed.length === 2);
    expect(peer.recorder.failures).toEqual([]);
  });

  it("does not hold up other requests, however many are open", async () => {
    await start((seen, response) => {
      if (seen.method === "GET") response.writeHead(200, EVENT_STREAM).flushHeaders();
      else json(response, {});
    });
    const streams = await Promise.all(Array.from({ length: 50 }, open));
    const { status } = await peer.send({ body: call() });
    expect([status, streams.length]).toEqual([200, 50]);
    for (const stream of streams) stream.destroy();
  });
});

describe("a big answer", () => {
  it("comes at the pace of the editor", async () => {
    const size = 32 * 1024 * 1024;
    let written = 0;
    await start((_seen, response) => {
      response.writeHead(200, { "content-length": size });
      const chunk = Buffer.alloc(64 * 1024, "x");
      const write = () => {
        let flows = true;
        while (written < size && flows) {
          written += chunk.length;
          flows = response.write(chunk);
        }
        if (flows) response.end();
        else response.once("drain", write);
      };
      write();
    });
    const { url, headers } = peer.gateway.endpointOf("peer");
    let atHead = 0;
    const { text } = await sendRaw(url, {
      headers: { ...headers },
      body: call(),
      onHead: async () => {
        await settled(() => written);
        atHead = written;
      },
    });
    // What fits into the buffers of the sockets on the way; far from everything.
    expect([text.length, atHead < size / 2]).toEqual([size, true]);
  });

  it("that breaks off does not look complete", async () => {
    await start((_seen, response) => {
      response.writeHead(200, { "content-length": 1000 });
      response.write("x".repeat(100));
      setTimeout(() => response.destroy(), 10);
    });
    await expect(peer.send({ body: call() })).rejects.toThrow("aborted");
    expect(peer.recorder.failures.map(({ code }) => code)).toEqual(["unreachable"]);
  });
});

describe("a big request", () => {
  it("is answered although the server does not read it to its end", async () => {
    server = await startListener((request, response) => {
      request.once("data", () => response.writeHead(413, { connection: "close" }).end("too big"));
    });
    peer = await setUp({ url: server.origin });
    const { status, text } = await peer.send({ body: Buffer.alloc(32 * 1024 * 1024, "x") });
    expect([status, text]).toEqual([413, "too big"]);
  });

  it("is answered with the sentence when the server refuses it without reading", async () => {
    server = await startListener((request, response) => {
      request.once("data", () => response.writeHead(401, { connection: "close" }).end());
    });
    peer = await setUp({ url: server.origin });
    const frame = JSON.stringify({ ...call(8), params: { text: "?" } });
    const { status, json: body } = await peer.send({
      body: frame.replace("?", "x".repeat(32 * 1024 * 1024)),
    });
    expect([status, body]).toMatchObject([
      200,
      { id: 8, error: { message: "Sign in to “peer”." } },
    ]);
  });

  it("breaks off at the server when the editor goes away in its middle", async () => {
    await start((_seen, response) => json(response, {}));
    const { url, headers } = peer.gateway.endpointOf("peer");
    const controller = new AbortController();
    async function* body() {
      for (let sent = 0; sent < 6; sent++) yield Buffer.alloc(1024 * 1024, "x");
      controller.abort();
    }
    await expect(
      fetch(url, {
        method: "POST",
        headers,
        body: body(),
        duplex: "half",
        signal: controller.signal,
      }),
    ).rejects.toThrow("aborted");
    await until(() => peer.recorder.reports.length === 1);
    expect(server.seen).toEqual([]);
  });
});

/** Waits until a number has stopped growing. */
async function settled(value: () => number): Promise<void> {
  for (let before = -1; before !== value();) {
    before = value();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
