import { Failure } from "../failure.ts";
import type { Server } from "./server.ts";

/** The failure of an attempt to connect to which something answered that is no MCP answer. `status` is its HTTP status, if it had one. */
export function notMcpServer(
  server: Pick<Server, "name">,
  status: number | undefined,
  cause?: unknown,
): Failure {
  const facts = { ...(status !== undefined && { status }) };
  if (status !== undefined && status >= 500) {
    return new Failure(
      "notMcpServer",
      `“${server.name}” has a problem of its own: it answered with HTTP ${status}. Try again later.`,
      facts,
      { cause },
    );
  }
  const answer = status === undefined ? "gave no answer" : `answered with HTTP ${status}`;
  return new Failure(
    "notMcpServer",
    `“${server.name}” ${answer}, not what an MCP server answers. Check its address in the settings.`,
    facts,
    { cause },
  );
}
