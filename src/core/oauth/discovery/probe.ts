import { isFailure } from "../../failure.ts";
import { safeFetch } from "../safeFetch.ts";
import type { OAuthPorts, OAuthServer } from "../types.ts";

/** The request that every MCP client opens with; a server that wants a sign-in refuses it with its challenge. */
const INITIALIZE = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "MCP Connect", version: "1" },
  },
});

/**
 * Asks the server, without any credential, for its challenge, when the sign-in did not start from a refused request.
 * A server that does not answer leaves discovery to the well-known addresses.
 */
export async function probeChallenges(
  ports: OAuthPorts,
  server: OAuthServer,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    const response = await safeFetch(ports, server.url, {
      what: "server",
      trust: { serverUrl: server.url, byHand: true },
      signal,
      redirects: "return",
      dropBody: true,
      ...(server.transport === "http"
        ? {
            method: "POST",
            headers: {
              "content-type": "application/json",
              accept: "application/json, text/event-stream",
            },
            body: INITIALIZE,
          }
        : { headers: { accept: "text/event-stream" } }),
      timeLimitMs: 5_000,
    });
    const challenge = response.status === 401 ? response.headers.get("www-authenticate") : null;
    return challenge === null ? [] : [challenge];
  } catch (error) {
    if (isFailure(error, "cancelled")) throw error;
    return [];
  }
}
