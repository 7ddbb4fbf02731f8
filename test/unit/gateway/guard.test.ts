import type { OutgoingHttpHeaders } from "node:http";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { call, json, sendRaw, setUp, startRaw, type RawServer, type SetUp } from "./harness.ts";

let server: RawServer;
let peer: SetUp;

beforeAll(async () => {
  server = await startRaw((_seen, response) => json(response, { ok: true }));
  peer = await setUp({ url: `${server.origin}/mcp` });
});

afterAll(async () => {
  await peer.stop();
  await server.stop();
});

describe("the guard", () => {
  it("lets a request through that carries the secret, and adds the credential in its place", async () => {
    const { status, json: body } = await peer.send({ body: call() });
    expect({ status, body, sent: server.seen.at(-1)?.headers.authorization }).toEqual({
      status: 200,
      body: { ok: true },
      sent: "Bearer first",
    });
  });

  it.each([
    ["has an empty secret", () => ({ authorization: "" })],
    ["has a wrong secret of the right length", () => ({ authorization: mirrored(secretOf()) })],
    ["has a secret that is too short", () => ({ authorization: secretOf().slice(0, -1) })],
    [
      "has the secret under another scheme",
      () => ({ authorization: secretOf().replace("Bearer", "Basics") }),
    ],
    ["names another host", () => ({ host: `attacker.example:${peer.port}` })],
    ["names localhost, which a page may rebind", () => ({ host: `localhost:${peer.port}` })],
    ["names another port", () => ({ host: "127.0.0.1:1" })],
    ["comes from a web page", () => ({ origin: "https://attacker.example" })],
    ["comes from a page without an origin", () => ({ origin: "null" })],
    ["comes from a page of this very host", () => ({ origin: `http://127.0.0.1:${peer.port}` })],
  ] satisfies [string, () => OutgoingHttpHeaders][])(
    "tells nothing to a request that %s",
    async (_name, headers) => {
      const before = server.seen.length;
      const {
        status,
        headers: received,
        text,
      } = await peer.send({ body: call(), headers: headers() });
      expect({
        status,
        text,
        names: Object.keys(received).toSorted(),
        passed: server.seen.length - before,
      }).toEqual({
        status: 404,
        text: "",
        names: ["connection", "content-length", "date"],
        passed: 0,
      });
    },
  );

  it("tells nothing to a request without a secret", async () => {
    const { url } = peer.gateway.endpointOf("peer");
    const { status, text } = await sendRaw(url, { body: call() });
    expect([status, text]).toEqual([404, ""]);
  });

  it("tells nothing to a preflight request", async () => {
    const { status, headers } = await peer.send({
      method: "OPTIONS",
      headers: { origin: "https://attacker.example", "access-control-request-method": "POST" },
    });
    expect([status, headers["access-control-allow-origin"]]).toEqual([404, undefined]);
  });

  it("refuses methods that MCP does not have", async () => {
    const before = server.seen.length;
    const { status } = await peer.send({ method: "PUT", body: "x" });
    expect([status, server.seen.length - before]).toEqual([405, 0]);
  });

  it.each(["/", "//peer", "/%", "/peer/1", "/peer/../peer", "/peer/%2e%2e", "*"])(
    "passes nothing on that is addressed to %s",
    async (target) => {
      const before = server.seen.length;
      const { status } = await peer.send({ target, body: call() });
      expect([status, server.seen.length - before]).toEqual([404, 0]);
    },
  );

  it("answers for a server that has left the settings, without a status that starts a sign-in", async () => {
    const post = await peer.send({ server: "gone", body: call(7) });
    const get = await peer.send({ server: "gone", method: "GET" });
    const closing = await peer.send({ server: "gone", method: "DELETE" });
    expect([post.status, post.json, get.status, closing.status]).toEqual([
      200,
      {
        jsonrpc: "2.0",
        id: 7,
        error: {
          code: -32050,
          message:
            "“gone” is not among the configured servers any more. Add it again, or stop it in the list of MCP servers.",
        },
      },
      405,
      200,
    ]);
  });
});

describe("the gateway", () => {
  it("keeps its port and its secret however often it is started", async () => {
    const before = peer.gateway.endpointOf("peer");
    const { port } = await peer.gateway.start();
    expect([port, peer.gateway.endpointOf("peer")]).toEqual([peer.port, before]);
  });

  it("makes an address of any name", () => {
    expect(peer.gateway.endpointOf("my server/ä?#").url).toBe(
      `http://127.0.0.1:${peer.port}/my%20server%2F%C3%A4%3F%23`,
    );
  });

  it("has a secret of its own for each window", async () => {
    const other = await setUp({ url: server.origin });
    const secrets = [peer, other].map(
      ({ gateway }) => gateway.endpointOf("peer").headers.Authorization,
    );
    await other.stop();
    expect(new Set(secrets).size).toBe(2);
    expect(secrets[0]).toMatch(/^Bearer [\w-]{43}$/);
  });

  it("gives no address before it listens, and does not listen after it was closed", async () => {
    const other = await setUp({ url: server.origin });
    await other.stop();
    await other.stop();
    await expect(sendRaw(`http://127.0.0.1:${other.port}/peer`, {})).rejects.toThrow(
      "ECONNREFUSED",
    );
  });
});

function secretOf(): string {
  return peer.gateway.endpointOf("peer").headers.Authorization;
}

function mirrored(authorization: string): string {
  return `Bearer ${Array.from(authorization.slice(7)).toReversed().join("")}`;
}
