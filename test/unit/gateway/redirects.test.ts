import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { call, json, setUp, startRaw, type Answer, type RawServer, type SetUp } from "./harness.ts";

let server: RawServer;
let peer: SetUp;

afterEach(async () => {
  await peer.stop();
  await server.stop();
});

async function start(answer: Answer): Promise<void> {
  server = await startRaw(answer);
  peer = await setUp({ url: `${server.origin}/mcp` });
}

const redirect =
  (status: number, location: string | (() => string)): Answer =>
  (seen, response) => {
    if (seen.url === "/mcp/?x=1") return json(response, { method: seen.method, heard: seen.body });
    response.writeHead(status, { location: typeof location === "string" ? location : location() });
    response.end();
  };

function sentenceOf(body: unknown): string {
  const message = z.object({ error: z.object({ message: z.string() }) }).parse(body);
  return message.error.message;
}

describe("a redirect", () => {
  it.each([307, 308])("%i within the origin is followed with the credential", async (status) => {
    await start(redirect(status, "/mcp/?x=1"));
    const { json: body } = await peer.send({ body: call() });
    expect([body, server.seen.map(({ headers }) => headers.authorization)]).toEqual([
      { method: "POST", heard: JSON.stringify(call()) },
      ["Bearer first", "Bearer first"],
    ]);
  });

  it.each([301, 302, 303])("%i of a GET within the origin is followed", async (status) => {
    await start(redirect(status, "/mcp/?x=1"));
    const { json: body } = await peer.send({ method: "GET" });
    expect(body).toEqual({ method: "GET", heard: "" });
  });

  it("that would turn a POST into a GET is explained", async () => {
    await start(redirect(301, "/mcp/?x=1"));
    const { status, json: body } = await peer.send({ body: call() });
    expect([status, sentenceOf(body), server.seen.length]).toEqual([
      200,
      `“peer” redirects to ${server.origin}/mcp/. Put that address into its URL in the settings.`,
      1,
    ]);
  });

  it.each([301, 302, 307, 308])(
    "%i to another origin gets no credential and is explained",
    async (status) => {
      const other = await startRaw((_seen, response) => json(response, {}));
      await start(redirect(status, () => `${other.origin}/mcp`));
      const { status: answered, json: body } = await peer.send({ body: call() });
      await other.stop();
      expect([
        answered,
        sentenceOf(body),
        other.seen,
        peer.recorder.failures.map(({ code }) => code),
      ]).toEqual([
        200,
        `“peer” redirects to ${other.origin}. Nothing was sent there, because its credential belongs to ${server.origin}. If the server has moved, change its URL in the settings.`,
        [],
        ["redirectedElsewhere"],
      ]);
    },
  );

  it.each([
    ["//attacker.example/mcp", "http://attacker.example"],
    ["\\\\attacker.example/mcp", "http://attacker.example"],
    ["https://attacker.example", "https://attacker.example"],
  ])("to %s gets no credential", async (location, origin) => {
    await start(redirect(307, location));
    const { json: body } = await peer.send({ body: call() });
    expect([
      sentenceOf(body).startsWith(`“peer” redirects to ${origin}.`),
      server.seen.length,
    ]).toEqual([true, 1]);
  });

  it.each(["http://[", "javascript:alert(1)", "file:///etc/passwd"])(
    "to %s cannot be read",
    async (location) => {
      await start(redirect(307, location));
      const { json: body } = await peer.send({ body: call() });
      expect(sentenceOf(body)).toBe(
        "“peer” answered with a redirect that cannot be read. Check its URL in the settings.",
      );
    },
  );

  it("in a circle is given up after five", async () => {
    await start(redirect(307, "/mcp"));
    const { json: body } = await peer.send({ body: call() });
    expect([server.seen.length, sentenceOf(body)]).toEqual([
      6,
      `“peer” redirects to ${server.origin}/mcp. Put that address into its URL in the settings.`,
    ]);
  });

  it("without a place to go passes as it is", async () => {
    await start((_seen, response) => void response.writeHead(304).end());
    const { status } = await peer.send({ method: "GET" });
    expect(status).toBe(304);
  });
});
