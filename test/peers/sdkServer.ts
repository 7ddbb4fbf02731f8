import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RegisteredTool } from "@modelcontextprotocol/sdk/server/mcp.js";
import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { closeServer, listenOnLoopback } from "./loopback.ts";
import { createToolServer } from "./sdkTools.ts";

export interface SdkServerOptions {
  readonly port?: number;
  /** Name that the server gives itself; the editor derives the names of its tools from it. */
  readonly name?: string;
  /** `sse` is the transport of the 2024-11-05 protocol. */
  readonly transport?: "http" | "sse";
  /** False: connected, and no tools listed (R21). */
  readonly listsTools?: boolean;
}

export interface SdkServer {
  /** URL of the MCP endpoint. No credential is asked for there. */
  readonly url: string;
  readonly port: number;
  /** Shows or hides all tools, and says so to every session that is open. */
  listTools(listed: boolean): void;
  /** Number of sessions that are open. */
  sessionCount(): number;
  /** Forgets all sessions as a restart would; requests of those get 404. */
  dropSessions(): Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Session {
  readonly transport: StreamableHTTPServerTransport | SSEServerTransport;
  readonly tools: readonly RegisteredTool[];
}

/** Starts a server built on `@modelcontextprotocol/sdk` 1.x, with sessions and a few read-only tools. */
export async function startSdkServer(options: SdkServerOptions = {}): Promise<SdkServer> {
  const sessions = new Map<string, Session>();
  let listed = options.listsTools ?? true;

  function open(transport: Session["transport"]) {
    const { server, tools } = createToolServer(options.name ?? "sdk-peer");
    if (!listed) for (const tool of tools) tool.disable();
    const onclose = () => void sessions.delete(transport.sessionId ?? "");
    Object.assign(transport, { onclose });
    return { server, session: { transport, tools } };
  }

  async function handleHttp(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = request.headers["mcp-session-id"];
    if (typeof id === "string") {
      const known = sessions.get(id)?.transport;
      if (!(known instanceof StreamableHTTPServerTransport)) return answer(response, 404);
      return known.handleRequest(request, response);
    }
    if (request.method !== "POST") return answer(response, 400);
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (sessionId) => void sessions.set(sessionId, session),
    });
    const { server, session } = open(transport);
    await server.connect(transport);
    await transport.handleRequest(request, response);
  }

  async function handleSse(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (request.method === "GET" && url.pathname === "/sse") {
      const transport = new SSEServerTransport("/messages", response);
      const { server, session } = open(transport);
      sessions.set(transport.sessionId, session);
      return server.connect(transport);
    }
    const known = sessions.get(url.searchParams.get("sessionId") ?? "")?.transport;
    if (!(known instanceof SSEServerTransport)) return answer(response, 404);
    return known.handlePostMessage(request, response);
  }

  const handle = options.transport === "sse" ? handleSse : handleHttp;
  const path = options.transport === "sse" ? "/sse" : "/mcp";
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    const handled =
      pathname === path || pathname === "/messages" ? handle(request, response) : undefined;
    if (!handled) return answer(response, 404);
    handled.catch(() => {
      if (response.headersSent) response.destroy();
      else answer(response, 500);
    });
  });
  const port = await listenOnLoopback(server, options.port);

  async function dropSessions(): Promise<void> {
    const dropped = [...sessions.values()];
    sessions.clear();
    await Promise.all(dropped.map(({ transport }) => transport.close()));
  }

  return {
    url: `http://127.0.0.1:${port}${path}`,
    port,
    listTools: (wanted) => {
      listed = wanted;
      for (const { tools } of sessions.values()) {
        for (const tool of tools) tool.update({ enabled: wanted });
      }
    },
    sessionCount: () => sessions.size,
    dropSessions,
    stop: async () => {
      await dropSessions();
      await closeServer(server);
    },
  };
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}
