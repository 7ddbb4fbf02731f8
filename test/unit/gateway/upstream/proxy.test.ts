import { createServer, request as httpRequest } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect } from "node:net";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { proxyFor } from "../../../../src/core/gateway/upstream/proxy.ts";
import { createUpstream } from "../../../../src/core/gateway/upstream/upstream.ts";
import type { UpstreamOptions } from "../../../../src/core/gateway/upstream/upstreamPort.ts";
import { silentLogger } from "../../../../src/core/log.ts";
import { closeServer, listenOnLoopback } from "../../../peers/loopback.ts";
import { selfSigned } from "./certificate.ts";
import { json, startRaw, type RawServer } from "../harness.ts";

describe("the proxy for a server", () => {
  const HTTPS = "https://mcp.example.com";
  const proxied = { HTTPS_PROXY: "http://p:1", http_proxy: "http://q:2" };
  it.each([
    ["none", HTTPS, {}, {}, undefined],
    ["the setting's", HTTPS, { proxyUrl: "http://s:3" }, proxied, "http://s:3"],
    ["the environment's for https", HTTPS, {}, proxied, "http://p:1"],
    ["the environment's for http", "http://mcp.example.com", {}, proxied, "http://q:2"],
    ["the environment's for all", HTTPS, {}, { all_proxy: "p:1" }, "http://p:1"],
    [
      "none for loopback by number",
      "http://127.0.0.1:5",
      { proxyUrl: "http://s:3" },
      {},
      undefined,
    ],
    ["none for loopback of version 6", "http://[::1]:5", { proxyUrl: "http://s:3" }, {}, undefined],
    [
      "none for loopback by name",
      "http://as.localhost:5",
      { proxyUrl: "http://s:3" },
      {},
      undefined,
    ],
    [
      "the setting's for a name that begins like loopback",
      "https://127.evil.com",
      { proxyUrl: "http://s:3" },
      {},
      "http://s:3",
    ],
    [
      "the setting's for a name that begins with a loopback address",
      "https://127.0.0.1.evil.com",
      { proxyUrl: "http://s:3" },
      {},
      "http://s:3",
    ],
    [
      "the setting's for a name that begins with localhost",
      "https://localhost.evil.com",
      { proxyUrl: "http://s:3" },
      {},
      "http://s:3",
    ],
    [
      "none for a listed host",
      HTTPS,
      {},
      { ...proxied, NO_PROXY: "a, mcp.example.com" },
      undefined,
    ],
    ["none for a listed domain", HTTPS, {}, { ...proxied, no_proxy: ".example.com" }, undefined],
    ["none below a listed name", HTTPS, {}, { ...proxied, no_proxy: "example.com" }, undefined],
    ["none for a listed wildcard", HTTPS, {}, { ...proxied, no_proxy: "*.example.com" }, undefined],
    [
      "none for a listed port",
      HTTPS,
      {},
      { ...proxied, no_proxy: "mcp.example.com:443" },
      undefined,
    ],
    [
      "one for another port",
      HTTPS,
      {},
      { ...proxied, no_proxy: "mcp.example.com:8443" },
      "http://p:1",
    ],
    ["one for another host", HTTPS, {}, { ...proxied, no_proxy: "cp.example.com" }, "http://p:1"],
    [
      "one outside a wildcard",
      "https://example.com",
      {},
      { ...proxied, no_proxy: "*.example.com" },
      "http://p:1",
    ],
    ["none for everything", HTTPS, {}, { ...proxied, no_proxy: "*" }, undefined],
    [
      "the setting's list before the environment's",
      HTTPS,
      { noProxy: ["x"] },
      { ...proxied, no_proxy: "*" },
      "http://p:1",
    ],
    ["none where the URL cannot be read", HTTPS, { proxyUrl: "http://[" }, {}, undefined],
  ])("is %s", (_name, origin, options, environment, expected) => {
    expect(proxyFor(origin, { ...options, environment })).toBe(expected);
  });
});

describe("through a proxy", () => {
  const seen: string[] = [];
  let target: RawServer;
  const proxy = createServer((request, response) => {
    // A forwarded request names the whole address.
    seen.push(`${request.method} ${request.url} ${request.headers["proxy-authorization"]}`);
    const { port, pathname } = new URL(request.url ?? "");
    const onward = { port, path: pathname, method: request.method, headers: request.headers };
    request.pipe(
      httpRequest({ host: "127.0.0.1", ...onward }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  proxy.on("connect", (request, socket) => {
    seen.push(`${request.method} ${request.url} ${request.headers["proxy-authorization"]}`);
    if (request.headers["proxy-authorization"] === undefined) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const onward = connect(Number(request.url?.split(":")[1]), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connected\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  let proxyUrl: string;

  beforeAll(async () => {
    proxyUrl = `http://127.0.0.1:${await listenOnLoopback(proxy)}`;
    target = await startRaw((one, response) => json(response, one));
  });

  afterAll(async () => {
    await closeServer(proxy);
    await target.stop();
  });

  async function send(origin: string, options: Partial<UpstreamOptions>) {
    const upstream = createUpstream(
      { strictSSL: true, useSystemCertificates: false, environment: {}, proxyUrl, ...options },
      silentLogger,
    );
    const chunks: Buffer[] = [];
    const answer = await new Promise<{ status: number; text: string } | Error>((resolve) => {
      let status = 0;
      upstream.send(
        { origin, path: "/mcp", method: "POST", headers: ["x-a", "1"], body: Buffer.from("{}") },
        {
          onRequestStart() {},
          onResponseStart: (_controller, received) => (status = received),
          onResponseData: (_controller, chunk) => void chunks.push(chunk),
          onResponseEnd: () => resolve({ status, text: Buffer.concat(chunks).toString() }),
          onResponseError: (_controller, error) => resolve(error),
        },
      );
    });
    await upstream.close();
    return answer;
  }

  it("a plain server is reached with the proxy's authorization, which the server does not see", async () => {
    const { port } = new URL(target.origin);
    const answer = await send(`http://mcp.test:${port}`, { proxyAuthorization: "Basic eA==" });
    expect([answer, seen.splice(0)]).toMatchObject([
      { status: 200 },
      [`POST http://mcp.test:${port}/mcp Basic eA==`],
    ]);
    expect(target.seen.at(-1)).toMatchObject({
      url: "/mcp",
      body: "{}",
      headers: { host: `mcp.test:${port}`, "x-a": "1" },
    });
  });

  it("a server with a certificate is reached by a tunnel, in which no credential is for the proxy", async () => {
    const { key, certificate } = selfSigned(["mcp.test"]);
    const secure = createHttpsServer(
      { key, cert: certificate, ALPNProtocols: ["h2", "http/1.1"] },
      (request, response) => json(response, request.rawHeaders),
    );
    const port = await listenOnLoopback(secure);
    const options = { proxyAuthorization: "Basic eA==", extraCa: [certificate] };
    const answer = await send(`https://mcp.test:${port}`, options);
    await closeServer(secure);
    expect([answer, seen.splice(0)]).toEqual([
      {
        status: 200,
        text: JSON.stringify(
          `host mcp.test:${port} connection keep-alive x-a 1 content-length 2`.split(" "),
        ),
      },
      // Once with Node's own authorities, and once with the further one.
      [`CONNECT mcp.test:${port} Basic eA==`, `CONNECT mcp.test:${port} Basic eA==`],
    ]);
  });

  it("a refusal of the proxy is a failure", async () => {
    const answer = await send("https://mcp.test:1", {});
    expect([answer, seen.splice(0)]).toMatchObject([
      { message: "Proxy response (407) !== 200 when HTTP Tunneling", code: "UND_ERR_ABORTED" },
      ["CONNECT mcp.test:1 undefined"],
    ]);
  });
});
