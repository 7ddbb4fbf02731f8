import { gzipSync } from "node:zlib";

import { afterEach, describe, expect, it } from "vitest";

import { MAX_KEPT_BODY_BYTES } from "../../../src/core/gateway/requestBody.ts";
import {
  bearer,
  blocked,
  call,
  json,
  setUp,
  startListener,
  startRaw,
  until,
  type Answer,
  type RawServer,
  type SetUp,
} from "./harness.ts";

const CHALLENGE = 'Bearer error="invalid_token", error_description="expired"';
const DATE = "Tue, 15 Nov 1994 08:12:31 GMT";

let server: RawServer;
let peer: SetUp;

afterEach(async () => {
  await peer.stop();
  await server.stop();
});

async function start(answer: Answer): Promise<void> {
  server = await startRaw(answer);
  peer = await setUp({ url: `${server.origin}/mcp`, headers: { "x-team": "blue" } });
}

/** A server that takes one token only. */
const accepts =
  (token: string, status = 401): Answer =>
  (seen, response) => {
    if (seen.headers.authorization === `Bearer ${token}`)
      return json(response, { heard: seen.body });
    response.writeHead(status, { "www-authenticate": CHALLENGE, date: DATE });
    response.end("no");
  };

describe("the credential source hears which credential a server accepted:", () => {
  it.each<[string, Answer, readonly string[]]>([
    ["that of an answered request", accepts("first"), ["first"]],
    ["that of the second attempt", accepts("second"), ["second"]],
    ["none of a request that was refused and answered here", accepts("third"), []],
    ["none of an error of the server", (_seen, response) => void response.writeHead(502).end(), []],
  ])("%s", async (_what, answer, accepted) => {
    await start(answer);
    peer.credentials.next = [bearer("second")];
    await peer.send({ body: call() });
    await until(() => peer.recorder.reports.length === 1);
    expect(peer.credentials.acceptances).toEqual(accepted);
  });
});

describe("a refused request", () => {
  it("is sent again once with the newer credential, and the editor sees only the answer (R50)", async () => {
    await start(accepts("second"));
    peer.credentials.next = [bearer("second")];
    const { status, json: body } = await peer.send({ body: call() });
    expect([status, body]).toEqual([200, { heard: JSON.stringify(call()) }]);
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer first",
      "Bearer second",
    ]);
    expect(peer.credentials.refusals).toEqual([
      {
        generation: "first",
        evidence: {
          status: 401,
          challenges: [CHALLENGE],
          sentHeaderNames: ["authorization", "x-team", "content-type"],
          serverTimeMs: Date.parse(DATE),
          bodyStart: "no",
        },
      },
    ]);
    expect(peer.recorder.reports).toMatchObject([
      { status: 200, generation: "second", replayed: true, answeredHere: false },
    ]);
  });

  it("is sent again after 403 when the source has a credential with more scopes", async () => {
    await start(accepts("wider", 403));
    peer.credentials.next = [bearer("wider")];
    const { status } = await peer.send({ body: call() });
    expect([status, server.seen.length]).toEqual([200, 2]);
  });

  it.each([401, 403])(
    "is answered with the source's sentence and never with %i itself",
    async (refusal) => {
      await start(accepts("nothing", refusal));
      peer.credentials.next = [blocked("The token was revoked. Set it again.")];
      const { status, json: body, headers } = await peer.send({ body: call(9) });
      expect([status, body, headers["www-authenticate"]]).toEqual([
        200,
        {
          jsonrpc: "2.0",
          id: 9,
          error: { code: -32050, message: "The token was revoked. Set it again." },
        },
        undefined,
      ]);
      expect(server.seen.length).toBe(1);
    },
  );

  it("that is refused again is given up, however many credentials the source still has", async () => {
    await start(accepts("nothing"));
    peer.credentials.next = [bearer("second"), bearer("third"), bearer("fourth")];
    const { status, json: body } = await peer.send({ body: call() });
    expect([status, body]).toEqual([
      200,
      {
        jsonrpc: "2.0",
        id: 1,
        error: {
          code: -32050,
          message:
            "“peer” refused the request (HTTP 401). Run “MCP Connect: Check connection” to find out why.",
        },
      },
    ]);
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer first",
      "Bearer second",
    ]);
    expect(peer.credentials.refusals.map(({ generation }) => generation)).toEqual([
      "first",
      "second",
    ]);
  });

  it("is not sent again with the same credential", async () => {
    await start(accepts("nothing"));
    peer.credentials.next = [bearer("first")];
    const { json: body } = await peer.send({ body: call() });
    expect([server.seen.length, body]).toMatchObject([1, { error: { code: -32050 } }]);
  });

  it("that opens a stream or closes a session is sent again too", async () => {
    await start(accepts("second"));
    peer.credentials.next = [bearer("second")];
    const get = await peer.send({ method: "GET" });
    peer.credentials.answer = bearer("first");
    peer.credentials.next = [bearer("second")];
    const closing = await peer.send({ method: "DELETE" });
    expect([get.status, closing.status, server.seen.map(({ method }) => method)]).toEqual([
      200,
      200,
      ["GET", "GET", "DELETE", "DELETE"],
    ]);
  });

  it("is kept up to the cap and sent again whole", async () => {
    await start(accepts("second"));
    peer.credentials.next = [bearer("second")];
    const body = padded(MAX_KEPT_BODY_BYTES);
    const { status } = await peer.send({ body });
    expect([status, server.seen.map((seen) => seen.body.length)]).toEqual([
      200,
      [MAX_KEPT_BODY_BYTES, MAX_KEPT_BODY_BYTES],
    ]);
  });

  it("beyond the cap is streamed, and answered with a sentence instead of being sent again", async () => {
    await start(accepts("second"));
    peer.credentials.next = [bearer("second")];
    const body = padded(MAX_KEPT_BODY_BYTES + 1);
    const refused = await peer.send({ body });
    const accepted = await peer.send({ body });
    expect([refused.status, refused.json, server.seen.length]).toEqual([
      200,
      {
        jsonrpc: "2.0",
        id: 1,
        error: {
          code: -32050,
          message:
            "The sign-in to “peer” was renewed while a large request was on its way. Run it again.",
        },
      },
      2,
    ]);
    expect([accepted.json, server.seen.at(-1)?.headers["content-length"]]).toEqual([
      { heard: body },
      String(body.length),
    ]);
  });

  it("leaves evidence of at most 4 KiB, without waiting for the rest", async () => {
    server = await startListener((request, response) => {
      request.resume();
      response.writeHead(403, { "content-type": "text/plain" });
      response.write("x".repeat(5000));
    });
    peer = await setUp({ url: server.origin });
    await peer.send({ body: call() });
    expect(peer.credentials.refusals.map(({ evidence }) => evidence.bodyStart?.length)).toEqual([
      4096,
    ]);
  });

  it("leaves evidence that was unpacked", async () => {
    await start((_seen, response) => {
      response.writeHead(403, { "content-encoding": "gzip" });
      response.end(gzipSync("Personal Access Tokens aren't enabled"));
    });
    await peer.send({ body: call() });
    expect(peer.credentials.refusals[0]?.evidence.bodyStart).toBe(
      "Personal Access Tokens aren't enabled",
    );
  });

  it("that comes in hundreds at once is refreshed by the source, and none is lost", async () => {
    await start(accepts("second"));
    peer.credentials.next = Array.from({ length: 200 }, () => bearer("second"));
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, id) => peer.send({ body: call(id) })),
    );
    expect(answers.filter(({ status, json: body }) => status !== 200 || !isHeard(body))).toEqual(
      [],
    );
  });

  it("is forgotten when the editor goes away while the source refreshes", async () => {
    await start(accepts("second"));
    const { promise: waiting, resolve: release } = Promise.withResolvers<void>();
    peer.credentials.refused = async () => {
      await waiting;
      return bearer("second");
    };
    const controller = new AbortController();
    const { url, headers } = peer.gateway.endpointOf("peer");
    const sent = fetch(url, {
      method: "POST",
      headers,
      body: JSON.stringify(call()),
      signal: controller.signal,
    }).catch(() => undefined);
    await until(() => server.seen.length === 1);
    controller.abort();
    await sent;
    await until(() => peer.recorder.reports.length === 1);
    release();
    peer.credentials.answer = bearer("second");
    await peer.send({ body: call("after") });
    expect(server.seen.map(({ headers: sentHeaders }) => sentHeaders.authorization)).toEqual([
      "Bearer first",
      "Bearer second",
    ]);
  });
});

function padded(length: number): string {
  const frame = JSON.stringify({ ...call(), params: { text: "" } });
  return frame.replace('""', `"${"x".repeat(length - frame.length)}"`);
}

function isHeard(value: unknown): boolean {
  return typeof value === "object" && value !== null && "heard" in value;
}
