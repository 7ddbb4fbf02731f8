import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpsServer, type Server } from "node:https";
import { createServer as createTcpServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { UpstreamOptions } from "../../../../src/core/gateway/upstream/upstreamPort.ts";
import { closeServer, listenOnLoopback } from "../../../peers/loopback.ts";
import { selfSigned } from "./certificate.ts";
import {
  call,
  json,
  setUp,
  startListener,
  startRaw,
  type RequestInitOfTest,
  until,
} from "../harness.ts";

/** Sends one request through a gateway of its own and gives what came of it. */
async function tried(
  url: string,
  upstream: Partial<UpstreamOptions> = {},
  init: RequestInitOfTest = { body: call() },
) {
  const peer = await setUp({ url }, { upstream });
  try {
    const { status, json: body } = await peer.send(init);
    const failure = peer.recorder.failures[0];
    return { status, body, code: failure?.code, facts: failure?.facts };
  } finally {
    await peer.stop();
  }
}

const errorOf = (message: string) => ({
  jsonrpc: "2.0",
  id: 1,
  error: { code: -32051, message },
});

async function unusedOrigin(): Promise<string> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

describe("a server that cannot be reached", () => {
  it("because nothing listens is answered with what to do", async () => {
    const origin = await unusedOrigin();
    expect(await tried(origin)).toEqual({
      status: 200,
      body: errorOf(
        `Nothing answers at “peer” (${origin}). Start the server or check the port in its URL, then try again.`,
      ),
      code: "unreachable",
      facts: { origin, errorCode: "ECONNREFUSED" },
    });
  });

  it("because its name is unknown is answered with what to do", async () => {
    const { status, body, code } = await tried("http://no-such-host.invalid/mcp");
    expect([status, body, code]).toEqual([
      200,
      errorOf(
        "The address of “peer” (http://no-such-host.invalid) was not found. Check the URL in the settings, and the network or VPN.",
      ),
      "unreachable",
    ]);
  });

  it("because it closes the connection is answered with what to do, and not asked twice", async () => {
    let requests = 0;
    const server = await startListener((request) => {
      requests++;
      request.socket.destroy();
    });
    const { body, code } = await tried(server.origin, { fetch });
    await server.stop();
    expect([body, code, requests]).toEqual([
      errorOf(
        `The connection to “peer” (${server.origin}) broke before an answer came (UND_ERR_SOCKET). Check that the server is running, then try again.`,
      ),
      "unreachable",
      1,
    ]);
  });

  it("because it speaks no HTTP is answered", async () => {
    const server = createTcpServer((socket) => void socket.end("SSH-2.0-OpenSSH\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const { status, code } = await tried(
      `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    );
    server.close();
    expect([status, code]).toEqual([200, "unreachable"]);
  });

  it("breaks a stream off as a direct connection would, so that the editor tries again", async () => {
    const origin = await unusedOrigin();
    await expect(tried(origin, {}, { method: "GET" })).rejects.toThrow("socket hang up");
  });

  it("does not keep the editor from closing its session", async () => {
    const origin = await unusedOrigin();
    expect(await tried(origin, {}, { method: "DELETE" })).toMatchObject({ status: 200 });
  });
});

describe("the host's own fetch", () => {
  it("is tried once where no connection can be made, and remembered while it works", async () => {
    const server = await startRaw((seen, response) => json(response, { heard: seen.body }));
    const origin = await unusedOrigin();
    const asked: string[] = [];
    const peer = await setUp(
      { url: `${origin}/mcp?x=1` },
      {
        upstream: {
          fetch: (url, init) => {
            asked.push(url);
            return fetch(url.replace(origin, server.origin), init);
          },
        },
      },
    );
    const answers = [await peer.send({ body: call() }), await peer.send({ body: call() })];
    await peer.stop();
    await server.stop();
    expect(answers.map(({ json: body }) => body)).toEqual([
      { heard: JSON.stringify(call()) },
      { heard: JSON.stringify(call()) },
    ]);
    expect([asked, server.seen.map(({ url, headers }) => [url, headers.authorization])]).toEqual([
      [`${origin}/mcp?x=1`, `${origin}/mcp?x=1`],
      [
        ["/mcp?x=1", "Bearer first"],
        ["/mcp?x=1", "Bearer first"],
      ],
    ]);
  });

  it("is gone to directly once it is known to be the way that works", async () => {
    let connections = 0;
    const wall = createTcpServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => wall.listen(0, "127.0.0.1", resolve));
    const address = wall.address();
    const origin = `https://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    const server = await startRaw((seen, response) => json(response, { length: seen.body.length }));
    const peer = await setUp(
      { url: origin },
      { upstream: { fetch: (url, init) => fetch(url.replace(origin, server.origin), init) } },
    );
    const big = { ...call(), params: { text: "x".repeat(5 * 1024 * 1024) } };
    const lengths: unknown[] = [];
    for (const body of [big, call()]) lengths.push((await peer.send({ body })).json);
    await peer.stop();
    await server.stop();
    await new Promise((resolve) => wall.close(resolve));
    expect([lengths, connections]).toEqual([
      [{ length: JSON.stringify(big).length }, { length: JSON.stringify(call()).length }],
      1,
    ]);
  });

  it("is given up when it stops working, without sending that request twice", async () => {
    const origin = await unusedOrigin();
    const server = await startRaw((_seen, response) => json(response, {}));
    const asked: string[] = [];
    let works = true;
    const peer = await setUp(
      { url: origin },
      {
        upstream: {
          fetch: (url, init) => {
            asked.push(url);
            return works
              ? fetch(url.replace(origin, server.origin), init)
              : Promise.reject(new TypeError("fetch failed"));
          },
        },
      },
    );
    await peer.send({ body: call() });
    works = false;
    await peer.send({ body: call() });
    const failures = peer.recorder.failures.map(({ facts }) => facts["errorCode"]);
    works = true;
    const { status, json: body } = await peer.send({ body: call() });
    await peer.stop();
    await server.stop();
    expect([failures, status, body, asked.length]).toEqual([[undefined], 200, {}, 3]);
  });

  it("is left alone when the editor has gone before the connection failed", async () => {
    const sockets: Socket[] = [];
    let closing = false;
    const wall = createTcpServer((socket) => {
      sockets.push(socket);
      if (closing) socket.destroy();
    });
    await new Promise<void>((resolve) => wall.listen(0, "127.0.0.1", resolve));
    const address = wall.address();
    const origin = `https://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    let asked = 0;
    const answered = () => {
      asked++;
      return Promise.resolve(new Response());
    };
    const peer = await setUp({ url: origin }, { upstream: { fetch: answered } });
    const { url, headers } = peer.gateway.endpointOf("peer");
    const controller = new AbortController();
    const { signal } = controller;
    const sent = fetch(url, { method: "POST", headers, body: "{}", signal }).catch(() => undefined);
    await until(() => sockets.length === 1);
    controller.abort();
    await sent;
    await until(() => peer.recorder.reports.length === 1);
    closing = true;
    for (const socket of sockets) socket.destroy();
    await peer.send({ body: call() });
    await peer.stop();
    await new Promise((resolve) => wall.close(resolve));
    expect([asked, sockets.length]).toEqual([1, 2]);
  });

  it("is given up again when it fails too, and the first failure is told", async () => {
    const origin = await unusedOrigin();
    let asked = 0;
    const { code, facts } = await tried(origin, {
      fetch: () => {
        asked++;
        return Promise.reject(new TypeError("fetch failed"));
      },
    });
    expect([asked, code, facts]).toEqual([1, "unreachable", { origin, errorCode: "ECONNREFUSED" }]);
  });

  it("passes streams, redirects and refusals on like the usual way", async () => {
    const server = await startRaw((seen, response) => {
      if (seen.url === "/refused") response.writeHead(401).end("no");
      else if (seen.url === "/moved")
        response.writeHead(302, { location: "http://attacker.example" }).end();
      else {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write("data: 1\n\n");
        response.end(": bye\n\n");
      }
    });
    const origin = await unusedOrigin();
    const upstream: Partial<UpstreamOptions> = {
      fetch: (url, init) => fetch(url.replace(origin, server.origin), init),
    };
    const results: unknown[] = [];
    for (const path of ["/stream", "/refused", "/moved"]) {
      const peer = await setUp({ url: origin + path }, { upstream });
      const { text } = await peer.send({ body: call() });
      results.push([text.slice(0, 60), peer.credentials.refusals.length]);
      await peer.stop();
    }
    await server.stop();
    expect(results).toEqual([
      ["data: 1\n\n: bye\n\n", 0],
      ['{"jsonrpc":"2.0","id":1,"error":{"code":-32050,"message":"Si', 1],
      ['{"jsonrpc":"2.0","id":1,"error":{"code":-32051,"message":"“p', 0],
    ]);
  });
});

describe("a certificate", () => {
  let folder: string;
  let server: Server;
  let url: string;
  let authority: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "mcp-connect-test-"));
    const { key, certificate } = selfSigned();
    writeFileSync(join(folder, "certificate.pem"), certificate);
    authority = certificate;
    server = createHttpsServer({ key, cert: certificate }, (_request, response) =>
      json(response, { ok: true }),
    );
    url = `https://127.0.0.1:${await listenOnLoopback(server)}`;
  });

  afterAll(async () => {
    await closeServer(server);
    rmSync(folder, { recursive: true });
  });

  it("of an unknown authority is refused with what to do", async () => {
    expect(await tried(url)).toMatchObject({
      status: 200,
      code: "certificateRejected",
      body: errorOf(
        `The certificate of “peer” (${url}) was not accepted (DEPTH_ZERO_SELF_SIGNED_CERT). If your network inspects traffic, add its certificate authority to the system or to NODE_EXTRA_CA_CERTS, then try again; otherwise tell the server's administrator.`,
      ),
    });
  });

  it.each([
    ["the options name", () => ({ extraCa: [authority] })],
    [
      "NODE_EXTRA_CA_CERTS names",
      () => ({ environment: { NODE_EXTRA_CA_CERTS: join(folder, "certificate.pem") } }),
    ],
    [
      "the options name beside the system's",
      () => ({ extraCa: [authority], useSystemCertificates: true }),
    ],
  ])("of an authority that %s is accepted", async (_name, upstream) => {
    expect(await tried(url, upstream())).toMatchObject({ status: 200, body: { ok: true } });
  });

  it("of a further authority costs one more handshake, once", async () => {
    let refused = 0;
    const count = () => void refused++;
    server.on("tlsClientError", count);
    const peer = await setUp({ url }, { upstream: { extraCa: [authority] } });
    const statuses = [await peer.send({ body: call() }), await peer.send({ body: call() })];
    await peer.stop();
    server.off("tlsClientError", count);
    expect([statuses.map(({ status }) => status), refused, peer.recorder.failures]).toEqual([
      [200, 200],
      1,
      [],
    ]);
  });

  it("is not looked at where the settings say so", async () => {
    expect(await tried(url, { strictSSL: false })).toMatchObject({ body: { ok: true } });
  });

  it("that cannot be read does not stop the others", async () => {
    const upstream = { extraCa: ["nonsense"], environment: { NODE_EXTRA_CA_CERTS: "/nowhere" } };
    expect(await tried(url, upstream)).toMatchObject({ code: "certificateRejected" });
  });
});
