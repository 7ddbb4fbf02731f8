import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

/**
 * Connects through the gateway as the editor would, lists the tools and disconnects. What is learned on the way,
 * good or bad, reaches the gateway's observer. Resolves to the number of tools; rejects with the client's own error.
 */
export async function checkConnection(
  endpoint: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<number> {
  const client = new Client({ name: "MCP Connect", version: "1" });
  const transport = new StreamableHTTPClientTransport(new URL(endpoint.url), {
    requestInit: { headers: { ...endpoint.headers } },
  });
  try {
    await client.connect(transport, { signal });
    if (!client.getServerCapabilities()?.tools) return 0;
    const { tools } = await client.listTools(undefined, { signal });
    return tools.length;
  } finally {
    await transport.terminateSession().catch(() => {});
    await client.close();
  }
}
