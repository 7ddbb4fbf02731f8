import {
  Client,
  SSEClientTransport,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { afterEach, describe, expect, it } from "vitest";

import { startEverything } from "../../peers/everything.ts";
import { startSdkServer } from "../../peers/sdkServer.ts";
import { PersonalTokens } from "../../peers/personalTokens.ts";
import { startTokenGate } from "../../peers/tokenGate.ts";
import { bearer, ScriptedCredentials, setUp, type SetUp } from "./harness.ts";

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

async function connect(peer: SetUp, old = false): Promise<Client> {
  const { url, headers } = peer.gateway.endpointOf("peer");
  const options = { requestInit: { headers: { ...headers } } };
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    old
      ? new SSEClientTransport(new URL(url), options)
      : new StreamableHTTPClientTransport(new URL(url), options),
  );
  stops.push(() => client.close());
  return client;
}

describe("through the gateway", () => {
  it.each([
    ["http", "streamableHttp"],
    ["sse", "sse"],
  ] as const)(
    "the official client uses the reference server over %s",
    async (transport, started) => {
      const everything = await startEverything({ transport: started });
      stops.push(everything.stop);
      const peer = await setUp({ url: everything.url, transport });
      stops.push(() => peer.stop());
      const client = await connect(peer, transport === "sse");
      const { tools } = await client.listTools();
      const progress: number[] = [];
      const echoed = await client.callTool({ name: "echo", arguments: { message: "Grüße" } });
      await client.callTool(
        { name: "trigger-long-running-operation", arguments: { duration: 0.2, steps: 2 } },
        { onprogress: (step) => void progress.push(step.progress) },
      );
      expect([echoed.content, progress[0], peer.recorder.states, peer.recorder.failures]).toEqual([
        [{ type: "text", text: "Echo: Grüße" }],
        1,
        ["peer initialized", `peer lists ${tools.length}`],
        [],
      ]);
    },
  );

  it("the official client sees a change of the tools, a lost session and a closed one", async () => {
    const server = await startSdkServer();
    stops.push(() => server.stop());
    const peer = await setUp({ url: server.url });
    stops.push(() => peer.stop());
    const client = await connect(peer);
    const changed = new Promise<void>((resolve) =>
      client.setNotificationHandler("notifications/tools/list_changed", () => resolve()),
    );
    await client.listTools();
    server.listTools(false);
    await changed;
    const { tools } = await client.listTools();
    expect([tools, server.sessionCount()]).toEqual([[], 1]);
    await server.dropSessions();
    await expect(client.listTools()).rejects.toThrow();
    expect([peer.recorder.states.at(-1), peer.recorder.reports.at(-1)?.status]).toEqual([
      "peer lists 0",
      404,
    ]);
  });

  it("the credential is added to every request of a session, and a newer one as soon as there is one", async () => {
    const server = await startSdkServer();
    stops.push(() => server.stop());
    const peer = await setUp({ url: server.url });
    stops.push(() => peer.stop());
    const client = await connect(peer);
    peer.credentials.answer = bearer("second");
    await client.callTool({ name: "whoami", arguments: {} });
    const generations = peer.recorder.reports.map(({ methods, generation }) => [
      methods[0],
      generation,
    ]);
    expect(generations).toEqual(
      expect.arrayContaining([
        ["initialize", "first"],
        ["notifications/initialized", "first"],
        ["tools/call", "second"],
      ]),
    );
  });

  it("a token that is revoked in the middle of a session is replaced, and the client notices nothing (R50)", async () => {
    const server = await startSdkServer();
    stops.push(() => server.stop());
    const tokens = new PersonalTokens();
    const gate = await startTokenGate({ upstream: server.url, access: { kind: "token", tokens } });
    stops.push(() => gate.stop());
    const peer = await setUp(
      { url: gate.url },
      { credentials: new ScriptedCredentials(bearer(tokens.add("ada"))) },
    );
    stops.push(() => peer.stop());
    const client = await connect(peer);
    peer.credentials.next = [bearer(tokens.regenerate("ada"))];
    const answer = await client.callTool({ name: "whoami", arguments: {} });
    expect([JSON.stringify(answer.content), peer.recorder.reports.at(-1)]).toMatchObject([
      expect.stringContaining("ada"),
      { status: 200, replayed: true },
    ]);
    const [refusal] = peer.credentials.refusals;
    expect(refusal?.evidence).toMatchObject({
      status: 401,
      challenges: [expect.stringMatching(/^Bearer /)],
    });
    const { Authorization } = peer.gateway.endpointOf("peer").headers;
    expect(gate.hasReceived(Authorization.slice("Bearer ".length))).toBe(false);
  });
});
