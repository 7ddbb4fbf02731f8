import { setTimeout as sleep } from "node:timers/promises";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { RegisteredTool } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";
import { NAME_HEADER } from "./tokenGate.ts";

const readOnly = { readOnlyHint: true, openWorldHint: false };

function text(value: string) {
  return { content: [{ type: "text" as const, text: value }] };
}

/** An MCP server with four read-only tools, for one session. */
export function createToolServer(name: string): {
  readonly server: McpServer;
  readonly tools: readonly RegisteredTool[];
} {
  const server = new McpServer({ name, version: "1.0.0" });
  const whoami = server.registerTool(
    "whoami",
    {
      description: "Tells who is calling, and the names of the request headers that arrived.",
      annotations: readOnly,
    },
    ({ requestInfo }) => {
      const headers = requestInfo?.headers ?? {};
      const caller = headers[NAME_HEADER];
      const answer = {
        name: typeof caller === "string" ? decodeURIComponent(caller) : null,
        headerNames: Object.keys(headers).toSorted(),
      };
      return text(JSON.stringify(answer));
    },
  );
  const echo = server.registerTool(
    "echo",
    {
      description: "Gives back the text.",
      annotations: readOnly,
      inputSchema: { text: z.string() },
    },
    (input) => text(input.text),
  );
  const slow = server.registerTool(
    "slow",
    {
      description: "Takes its time and reports progress.",
      annotations: readOnly,
      inputSchema: {
        steps: z.number().int().min(1).max(100).default(3),
        intervalMs: z.number().int().min(0).max(60_000).default(200),
      },
    },
    async ({ steps, intervalMs }, { _meta, sendNotification, signal }) => {
      for (let step = 1; step <= steps; step++) {
        await sleep(intervalMs, undefined, { signal });
        const progressToken = _meta?.progressToken;
        if (progressToken !== undefined) {
          const params = { progressToken, progress: step, total: steps };
          await sendNotification({ method: "notifications/progress", params });
        }
      }
      return text(`Done after ${steps} steps.`);
    },
  );
  const large = server.registerTool(
    "large",
    {
      description: "Gives back a text of the wanted number of bytes.",
      annotations: readOnly,
      inputSchema: {
        bytes: z
          .number()
          .int()
          .min(0)
          .max(64 * 1024 * 1024),
      },
    },
    ({ bytes }) => text("x".repeat(bytes)),
  );
  return { server, tools: [whoami, echo, slow, large] };
}
