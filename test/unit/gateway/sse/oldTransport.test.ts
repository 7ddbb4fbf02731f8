import type { ServerResponse } from "node:http";

import { afterEach, describe, expect, it } from "vitest";

import {
  bearer,
  blocked,
  call,
  json,
  setUp,
  startRaw,
  until,
  type Answered,
  type RawServer,
  type SetUp,
} from "../harness.ts";

let server: RawServer;
let peer: SetUp;
let stream: ServerResponse | undefined;

afterEach(async () => {
  await peer.stop();
  await server.stop();
  stream = undefined;
});

/** A server of the old transport that announces an address for posts. */
async function start(announced: string | (() => string)): Promise<void> {
  server = await startRaw((seen, response) => {
    if (seen.method === "POST") {
      // As servers do it: the answer on the stream before the post is accepted.
      if (seen.body.includes("tools/list"))
        stream?.write('data: {"jsonrpc":"2.0","id":1,"result":{"tools":[{},{}]}}\n\n');
      response.writeHead(seen.headers.authorization === "Bearer dead" ? 401 : 202).end("Accepted");
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    const endpoint = typeof announced === "string" ? announced : announced();
    response.write(`: hi\n\nevent: endpoint\ndata: ${endpoint}\n\n`);
    stream = response;
  });
  peer = await setUp({ url: `${server.origin}/base/sse`, transport: "sse" });
}

/** Opens the stream and waits until a text has arrived; the text so far stays in `received`. */
async function open(
  first = "endpoint",
): Promise<{ received: () => string; done: Promise<Answered> }> {
  let received = "";
  const done = peer.send({
    method: "GET",
    onHead: (response) => {
      response.on("data", (chunk: Buffer) => (received += chunk.toString()));
    },
  });
  done.catch(() => undefined);
  await until(() => received.includes(first) && received.endsWith("\n\n"));
  return { received: () => received, done };
}

const addressIn = (received: string) => /data: (\S+)/.exec(received)?.[1] ?? "";

describe("a server of the old HTTP+SSE transport", () => {
  it.each([
    ["/messages?sessionId=1", "/messages?sessionId=1"],
    ["messages?sessionId=1", "/base/messages?sessionId=1"],
    ["?sessionId=1", "/base/sse?sessionId=1"],
  ])("that announces %s gets its posts through the gateway", async (announced, url) => {
    await start(announced);
    const { received } = await open();
    const address = addressIn(received());
    const { status, text } = await peer.send({ target: address, body: call() });
    expect([received().replace(address, "(address)"), address, status, text]).toEqual([
      ": hi\n\nevent: endpoint\ndata: (address)\n\n",
      expect.stringMatching(/^\/peer\/\d+$/),
      202,
      "Accepted",
    ]);
    expect(server.seen.at(-1)).toMatchObject({ url, body: JSON.stringify(call()) });
    expect(server.seen.at(-1)?.headers.authorization).toBe("Bearer first");
  });

  it("may announce a whole address at its own origin", async () => {
    await start(() => `${server.origin}/m`);
    const { received } = await open();
    await peer.send({ target: addressIn(received()), body: call() });
    expect(server.seen.at(-1)?.url).toBe("/m");
  });

  it.each(["https://attacker.example/m", "//attacker.example/m", "http://["])(
    "that announces %s is cut off, and the observer hears why",
    async (announced) => {
      await start(announced);
      await expect(peer.send({ method: "GET" })).rejects.toThrow("aborted");
      await until(() => peer.recorder.failures.length > 0);
      expect(peer.recorder.failures.map(({ code }) => code)).toEqual(["redirectedElsewhere"]);
    },
  );

  it("may end its stream where it said that it would, although its address has another length now", async () => {
    const text = "event: endpoint\ndata: /a/long/address/for/messages\n\n";
    server = await startRaw((_seen, response) => {
      response.writeHead(200, {
        "content-type": "Text/Event-Stream",
        "content-length": text.length,
      });
      response.end(text);
    });
    peer = await setUp({ url: server.origin });
    const { text: received } = await peer.send({ method: "GET" });
    expect(received).toMatch(/^event: endpoint\ndata: \/peer\/\d+\n\n$/);
  });

  it("takes no posts to an address whose stream has ended, nor to one of another server", async () => {
    await start("/m");
    const { received, done } = await open();
    const target = addressIn(received());
    stream?.end();
    await done;
    const ended = await peer.send({ target, body: call() });
    const other = await peer.send({ target: target.replace("peer", "other"), body: call() });
    expect([ended.status, other.status, server.seen.length]).toEqual([404, 200, 1]);
  });

  it("is asked by the old transport at once when its stream would be opened for a POST too", async () => {
    server = await startRaw((_seen, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("event: endpoint\ndata: /m\n\n");
    });
    peer = await setUp({ url: server.origin, transport: "sse" });
    const { status, headers } = await peer.send({ body: call() });
    expect([status, headers["allow"]]).toEqual([405, "GET"]);
  });

  it("answers a POST to the stream's address itself, so that the editor changes the transport", async () => {
    server = await startRaw((_seen, response) => void response.writeHead(404).end());
    peer = await setUp({ url: server.origin, transport: "sse" });
    expect((await peer.send({ body: call() })).status).toBe(404);
  });

  it("gets the sentence onto the stream when a post is refused, between two events", async () => {
    await start("/m");
    const { received } = await open();
    const before = received();
    stream?.write("data: half");
    await until(() => received().endsWith("half"));
    peer.credentials.answer = bearer("dead");
    peer.credentials.next = [blocked("Sign in to “peer”.")];
    const { status } = await peer.send({ target: addressIn(before), body: call(5) });
    stream?.write(" and half\n\n");
    await until(() => received().endsWith("}}\n\n"));
    expect([status, received().slice(before.length)]).toEqual([
      202,
      'data: half and half\n\nevent: message\ndata: {"jsonrpc":"2.0","id":5,"error":{"code":-32050,"message":"Sign in to “peer”."}}\n\n',
    ]);
  });

  it("tells its state on the stream", async () => {
    await start("/m");
    const { received } = await open();
    const target = addressIn(received());
    const list = { jsonrpc: "2.0", id: 1, method: "tools/list" };
    await peer.send({ target, body: list });
    await until(() => peer.recorder.states.length > 0);
    expect(peer.recorder.states).toEqual(["peer lists 2"]);
  });
});

describe("a Streamable HTTP server", () => {
  it("may have a first event named endpoint only in the old transport's sense", async () => {
    server = await startRaw((_seen, response) => json(response, {}));
    peer = await setUp({ url: server.origin });
    const { status } = await peer.send({ suffix: "/1", body: call() });
    expect([status, server.seen]).toEqual([404, []]);
  });
});
