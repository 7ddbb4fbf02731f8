import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterEach, describe, expect, it } from "vitest";
import { startSdkServer } from "../../peers/sdkServer.ts";
import type { SdkServer, SdkServerOptions } from "../../peers/sdkServer.ts";

let server: SdkServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function startWithClient(options: SdkServerOptions) {
  const started = await startSdkServer(options);
  server = started;
  const client = new Client({ name: "test", version: "1.0.0" });
  const url = new URL(started.url);
  const requestInit = { headers: { "x-authenticated-name": "Z%C3%B6e" } };
  await client.connect(
    options.transport === "sse"
      ? new SSEClientTransport(url, { requestInit })
      : new StreamableHTTPClientTransport(url, { requestInit }),
  );
  return { started, client };
}

describe("the SDK server peer", () => {
  it.each(["http", "sse"] as const)("tells over %s who called, streaming", async (transport) => {
    const { client } = await startWithClient({ transport });
    const { content } = await client.callTool({ name: "whoami" });
    expect(JSON.stringify(content)).toContain(String.raw`{\"name\":\"Zöe\"`);

    const progress: number[] = [];
    await client.callTool({ name: "slow", arguments: { steps: 3, intervalMs: 1 } }, undefined, {
      onprogress: (event) => progress.push(event.progress),
    });
    // The client drops a progress notification that comes in one piece with the result, as the last may.
    expect(progress.slice(0, 2)).toEqual([1, 2]);
    await client.close();
  });

  it("R21: is connected and lists no tools, until it does", async () => {
    const { started, client } = await startWithClient({ listsTools: false });
    const hidden = (await client.listTools()).tools;
    started.listTools(true);
    const shown = (await client.listTools()).tools.map((tool) => tool.name);
    expect([hidden, shown]).toEqual([[], ["whoami", "echo", "slow", "large"]]);
    await client.close();
  });

  it("does not know its sessions any more once they are dropped", async () => {
    const { started, client } = await startWithClient({});
    await started.dropSessions();
    await expect(client.listTools()).rejects.toThrow();
    expect(started.sessionCount()).toBe(0);
    await client.close();
  });
});
