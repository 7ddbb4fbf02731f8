import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Secret } from "../../../src/core/secret.ts";
import {
  bearer,
  blocked,
  call,
  json,
  ScriptedCredentials,
  setUp,
  startRaw,
  type RawServer,
  type SetUp,
} from "./harness.ts";

const SENTENCE = "Sign in to “peer” first.";
const errorFor = (id: unknown) => ({
  jsonrpc: "2.0",
  id,
  error: { code: -32050, message: SENTENCE },
});

let server: RawServer;
let peer: SetUp;

beforeAll(async () => {
  server = await startRaw((_seen, response) => json(response, {}));
  peer = await setUp(
    { url: server.origin },
    { credentials: new ScriptedCredentials(blocked(SENTENCE)) },
  );
});

afterAll(async () => {
  await peer.stop();
  expect(server.seen).toEqual([]);
  await server.stop();
});

describe("while the user has to sign in", () => {
  const notification = { jsonrpc: "2.0", method: "notifications/initialized" };
  const response = { jsonrpc: "2.0", id: 4, result: {} };
  it.each([
    ["a request is answered with an error", call(1), 200, errorFor(1)],
    ["an id may be text", call('a"b'), 200, errorFor('a"b')],
    ["a notification is accepted", notification, 202, undefined],
    ["an answer of the client is accepted", response, 202, undefined],
    [
      "the requests of a batch are answered",
      [call(1), notification, call(2)],
      200,
      [errorFor(1), errorFor(2)],
    ],
    ["a batch without requests is accepted", [notification, response], 202, undefined],
    ["a request with id null is answered", { ...call(), id: null }, 200, errorFor(null)],
    ["what is no JSON is answered", "{", 200, errorFor(null)],
    ["an empty body is answered", "", 200, errorFor(null)],
    ["what is no message is answered", "3", 200, errorFor(null)],
    ["an empty batch is answered", "[]", 200, errorFor(null)],
  ])("%s", async (_name, body, status, answer) => {
    const answered = await peer.send({ body });
    expect([answered.status, answered.json]).toEqual([status, answer]);
  });

  it("a request that is too big to keep is answered under its id", async () => {
    const body = JSON.stringify({ ...call(42), params: { text: "x".repeat(6 * 1024 * 1024) } });
    const answered = await peer.send({ body });
    expect([answered.status, answered.json]).toEqual([200, errorFor(42)]);
  });

  it("streams are refused quietly and closings succeed", async () => {
    const statuses: number[] = [];
    for (const method of ["GET", "HEAD", "DELETE"])
      statuses.push((await peer.send({ method })).status);
    expect(statuses).toEqual([405, 405, 200]);
  });

  it("the report says that the answer came from here", async () => {
    await peer.send({ body: call() });
    const { startedAtMs, durationMs, ...report } = peer.recorder.reports.at(-1) ?? {
      startedAtMs: 0,
      durationMs: -1,
    };
    expect([startedAtMs > 0, durationMs >= 0, report]).toEqual([
      true,
      true,
      {
        server: "peer",
        httpMethod: "POST",
        methods: ["tools/call"],
        status: undefined,
        generation: undefined,
        replayed: false,
        answeredHere: true,
      },
    ]);
  });
});

describe("header fields from settings and credentials", () => {
  it("reach the server unless they belong to the connection, and the credential wins", async () => {
    const target = await startRaw((_seen, response) => json(response, {}));
    const one = await setUp({
      url: target.origin,
      headers: {
        "X-Team": "blue",
        authorization: "Bearer from-settings",
        Host: "attacker.example",
        Connection: "close",
        "Transfer-Encoding": "chunked",
        "content-length": "1",
        Upgrade: "h2c",
      },
    });
    await one.send({
      body: call(),
      headers: { "x-team": "red", "x-hop": "1", connection: "x-hop" },
    });
    const { headers } = target.seen[0] ?? { headers: {} };
    await one.stop();
    await target.stop();
    expect(headers).toEqual({
      host: target.origin.slice("http://".length),
      connection: "keep-alive",
      "content-type": "application/json",
      "content-length": String(JSON.stringify(call()).length),
      authorization: "Bearer first",
      "x-team": "blue",
    });
  });

  it("never include the gateway's own secret, not even where there is no credential for Authorization", async () => {
    const target = await startRaw((_seen, response) => json(response, {}));
    const seen: unknown[] = [];
    const key = [["X-API-Key", new Secret("k")]] as const;
    for (const headers of [[], key]) {
      const credentials = new ScriptedCredentials({
        kind: "ready",
        credential: { headers, generation: "1" },
      });
      const one = await setUp({ url: target.origin }, { credentials });
      await one.send({ body: call(), headers: { "x-api-key": "from the editor" } });
      await one.stop();
      const sent = target.seen.at(-1)?.headers;
      seen.push([sent?.authorization, sent?.["x-api-key"]]);
    }
    await target.stop();
    expect(seen).toEqual([
      [undefined, "from the editor"],
      [undefined, "k"],
    ]);
  });

  it.each([
    ["a value of the settings", { "X-Team": "blue\r\nX-Admin: 1" }, bearer("first"), "X-Team"],
    [
      "a name of the settings",
      { "X-Team: blue\r\nX-Admin": "1" },
      bearer("first"),
      "X-Team: blue\\r\\nX-Admin",
    ],
    ["a credential", {}, bearer("first\nX-Admin: 1"), "Authorization"],
  ])("are not sent when %s would forge a further field", async (_name, headers, answer, named) => {
    const target = await startRaw((_seen, response) => json(response, {}));
    const one = await setUp(
      { url: target.origin, headers },
      { credentials: new ScriptedCredentials(answer) },
    );
    const answered = await one.send({ body: call() });
    const { length } = target.seen;
    await one.stop();
    await target.stop();
    expect([
      length,
      answered.status,
      answered.json,
      one.recorder.failures.map(({ code }) => code),
    ]).toEqual([
      0,
      200,
      {
        jsonrpc: "2.0",
        id: 1,
        error: {
          code: -32051,
          message: `The header "${named}" of “peer” holds a character that HTTP does not allow, for example a line break. Correct it in the settings, or set the token again.`,
        },
      },
      ["headerInvalid"],
    ]);
  });
});
