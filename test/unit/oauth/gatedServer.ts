import {
  startAuthorizationServer,
  type AuthorizationServerOptions,
} from "../../peers/authorizationServer.ts";
import { startTokenGate } from "../../peers/tokenGate.ts";

const running: { stop: () => Promise<void> }[] = [];

/** A real authorization server, and the gate of an MCP server that announces it. Nothing is behind the gate. */
export async function startGatedServer(options?: AuthorizationServerOptions) {
  const peer = await startAuthorizationServer(options);
  running.push(peer);
  const gate = await startTokenGate({
    upstream: "http://127.0.0.1:9/mcp",
    access: { kind: "oauth", authorizationServer: peer, scopes: ["mcp:tools"] },
  });
  running.push(gate);
  return { peer, url: gate.url };
}

/** Stops what the test started; for `afterEach`. */
export async function stopGatedServers(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.stop()));
}
