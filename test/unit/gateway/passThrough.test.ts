import type { OutgoingHttpHeaders } from "node:http";
import { gzipSync } from "node:zlib";

import { afterEach, describe, expect, it } from "vitest";

import { call, json, setUp, startRaw, type Answer, type RawServer, type SetUp } from "./harness.ts";

let server: RawServer;
let peer: SetUp;

afterEach(async () => {
  await peer.stop();
  await server.stop();
});

async function start(answer: Answer, path = "/mcp"): Promise<void> {
  server = await startRaw(answer);
  peer = await setUp({ url: server.origin + path });
}

const initialize = { jsonrpc: "2.0", id: 0, method: "initialize", params: {} };
const list = (cursor?: string) => ({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/list",
  params: { cursor },
});
const tools = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `t${index}` }));
const result = (value: object) => ({ jsonrpc: "2.0", id: 1, result: value });

describe("an answer", () => {
  it.each([
    ["202 to a notification", "POST", 202, {}, ""],
    ["400 of a session", "POST", 400, { "content-type": "text/plain" }, "bad session"],
    ["404 of a session that has ended", "POST", 404, { "content-type": "application/json" }, "{}"],
    ["405 to a GET", "GET", 405, { allow: "POST" }, ""],
    ["406", "POST", 406, {}, "not acceptable"],
    ["204 to a DELETE", "DELETE", 204, {}, ""],
    ["405 to a DELETE", "DELETE", 405, {}, ""],
    ["429 with its delay", "POST", 429, { "retry-after": "3" }, "slow down"],
    ["500", "POST", 500, { "content-type": "text/html" }, "<h1>Oops</h1>"],
    ["503", "POST", 503, {}, ""],
  ] satisfies [string, string, number, OutgoingHttpHeaders, string][])(
    "passes: %s",
    async (_name, method, status, headers, body) => {
      await start((_seen, response) => {
        response.writeHead(status, { ...headers, "mcp-session-id": "s-1" });
        response.end(body);
      });
      const answered = await peer.send({ method, ...(method === "POST" ? { body: call() } : {}) });
      expect([answered.status, answered.text]).toEqual([status, body]);
      expect(answered.headers).toMatchObject({ ...headers, "mcp-session-id": "s-1" });
    },
  );

  it("passes a HEAD with the length of the body that it leaves out", async () => {
    await start((_seen, response) => {
      response.writeHead(200, { "content-length": "1234", "content-type": "application/json" });
      response.end();
    });
    const { status, headers, text } = await peer.send({ method: "HEAD" });
    expect([status, headers["content-length"], text, server.seen[0]?.method]).toEqual([
      200,
      "1234",
      "",
      "HEAD",
    ]);
  });

  it("may be announced by provisional ones, which stay behind", async () => {
    await start((_seen, response) => {
      response.writeProcessing();
      response.writeEarlyHints({ link: "</style.css>; rel=preload" });
      json(response, { ok: true });
    });
    const { status, json: body, headers } = await peer.send({ body: call() });
    expect([status, body, headers["link"]]).toEqual([200, { ok: true }, undefined]);
  });

  it("leaves behind what belongs to the server's connection, its sign-in and its pages", async () => {
    await start((_seen, response) => {
      response.writeHead(200, {
        "content-type": "application/json",
        "set-cookie": ["session=secret", "other=secret"],
        "www-authenticate": "Bearer",
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "mcp-session-id",
        "keep-alive": "timeout=5",
        connection: "keep-alive, x-hop",
        "x-hop": "1",
        "x-kept": ["1", "2"],
        date: "Tue, 15 Nov 1994 08:12:31 GMT",
        trailer: "x-sum",
      });
      response.end("{}");
    });
    const { headers } = await peer.send({ body: call() });
    expect(headers).toEqual({
      "content-type": "application/json",
      "x-kept": "1, 2",
      date: "Tue, 15 Nov 1994 08:12:31 GMT",
      connection: "close",
      "transfer-encoding": "chunked",
    });
  });

  it("stays packed as it came", async () => {
    const packed = gzipSync('{"jsonrpc":"2.0","id":1,"result":{}}');
    await start((seen, response) => {
      const encoding = seen.headers["accept-encoding"];
      response.writeHead(200, { "content-encoding": "gzip", "x-asked": encoding });
      response.end(packed);
    });
    const { url, headers } = peer.gateway.endpointOf("peer");
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(call()) });
    expect([response.headers.get("x-asked"), await response.json()]).toEqual([
      "gzip, deflate",
      { jsonrpc: "2.0", id: 1, result: {} },
    ]);
  });

  it("keeps text of every script, whole or in pieces", async () => {
    const texts = ["Grüße 你好 🎉", "é".repeat(9000), "漢".repeat(100_000)];
    await start((seen, response) =>
      json(response, { text: texts[Number(seen.headers["x-text"])] }),
    );
    const heard: unknown[] = [];
    for (const [index] of texts.entries())
      heard.push((await peer.send({ body: call(), headers: { "x-text": index } })).json);
    expect(heard).toEqual(texts.map((text) => ({ text })));
  });
});

describe("a request", () => {
  it("keeps the headers of the protocol and loses those of the connection", async () => {
    await start((_seen, response) => json(response, {}));
    await peer.send({
      body: call(),
      headers: {
        "mcp-session-id": "s-1",
        "mcp-protocol-version": "2025-11-25",
        "last-event-id": "7",
        accept: "application/json, text/event-stream",
        "accept-encoding": "br",
        "user-agent": "editor",
        cookie: "session=1",
        te: "trailers",
        expect: "100-continue",
        "proxy-authorization": "Basic eA==",
        "keep-alive": "timeout=1",
      },
    });
    expect(server.seen[0]?.headers).toEqual({
      host: server.origin.slice("http://".length),
      connection: "keep-alive",
      "content-type": "application/json",
      "content-length": String(JSON.stringify(call()).length),
      authorization: "Bearer first",
      "mcp-session-id": "s-1",
      "mcp-protocol-version": "2025-11-25",
      "last-event-id": "7",
      accept: "application/json, text/event-stream",
      "accept-encoding": "br",
      "user-agent": "editor",
    });
  });

  it("goes to the server's own path and query, with the query of the editor added", async () => {
    await start((_seen, response) => json(response, {}), "/a%20b/mcp?tenant=1");
    await peer.send({ body: call() });
    await peer.send({ body: call(), suffix: "?page=2" });
    expect(server.seen.map(({ url }) => url)).toEqual([
      "/a%20b/mcp?tenant=1",
      "/a%20b/mcp?tenant=1&page=2",
    ]);
  });

  it("names its methods to the observer", async () => {
    await start((_seen, response) => json(response, {}));
    await peer.send({ body: call() });
    await peer.send({ body: [call(1), { jsonrpc: "2.0", method: "notifications/cancelled" }] });
    await peer.send({ body: { jsonrpc: "2.0", id: 1, result: { method: "no" } } });
    await peer.send({ method: "DELETE" });
    expect(peer.recorder.reports.map(({ methods, status }) => [methods, status])).toEqual([
      [["tools/call"], 200],
      [["tools/call", "notifications/cancelled"], 200],
      [[], 200],
      [[], 200],
    ]);
  });
});

describe("what the answers to initialize and tools/list tell", () => {
  it("is told for JSON, over all pages, and once for each", async () => {
    await start((seen, response) => {
      if (seen.body.includes("initialize"))
        json(response, result({ protocolVersion: "2025-11-25" }));
      else if (seen.body.includes('"c1"')) json(response, result({ tools: tools(2) }));
      else json(response, result({ tools: tools(3), nextCursor: "c1" }));
    });
    for (const body of [initialize, list(), list("c1"), list()]) await peer.send({ body });
    expect(peer.recorder.states).toEqual([
      "peer initialized",
      "peer lists 3",
      "peer lists 5",
      "peer lists 3",
    ]);
  });

  it("is told for event streams, before they end (R21)", async () => {
    await start((_seen, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(
        `: hello\n\nevent: message\r\ndata: ${JSON.stringify(result({ tools: [] }))}\r\n`,
      );
      setTimeout(() => response.end("\r\n: and more\n\n"), 10);
    });
    const { text } = await peer.send({ body: list() });
    expect([peer.recorder.states, text.endsWith(": and more\n\n")]).toEqual([
      ["peer lists 0"],
      true,
    ]);
  });

  it("is not told for errors, for other methods, and for answers that are too big", async () => {
    await start((seen, response) => {
      if (seen.body.includes("tools/call")) json(response, result({ tools: tools(1) }));
      else if (seen.body.includes("initialize"))
        json(response, { jsonrpc: "2.0", id: 0, error: { code: 1, message: "no" } });
      else json(response, result({ tools: [{ name: "x".repeat(2 ** 20) }] }));
    });
    for (const body of [initialize, list(), call()]) await peer.send({ body });
    expect([peer.recorder.states, peer.recorder.reports.length]).toEqual([[], 3]);
  });

  it("is told as a failure where a page answers to initialize, which is no JSON-RPC", async () => {
    await start((_seen, response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<!doctype html><title>Welcome</title>");
    });
    await peer.send({ body: initialize });
    await peer.send({ body: call() });
    const { states, failures } = peer.recorder;
    expect([states, failures.map(({ code, message, facts }) => [code, message, facts])]).toEqual([
      [],
      [
        [
          "notMcpServer",
          "“peer” answers, but not as an MCP server does. Check its address in the settings.",
          { status: 200 },
        ],
      ],
    ]);
  });

  it("can be read because the server is asked not to pack it", async () => {
    await start((_seen, response) => json(response, result({ tools: tools(1) })));
    await peer.send({ body: list(), headers: { "accept-encoding": "gzip" } });
    await peer.send({ body: call(), headers: { "accept-encoding": "gzip" } });
    expect(server.seen.map(({ headers }) => headers["accept-encoding"])).toEqual([
      "identity",
      "gzip",
    ]);
  });
});
