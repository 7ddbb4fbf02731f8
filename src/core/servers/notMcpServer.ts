import { t } from "@vscode/l10n";
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
      t(
        "“{0}” has a problem of its own: it answered with HTTP {1}. Try again later.",
        server.name,
        status,
      ),
      facts,
      { cause },
    );
  }
  return new Failure(
    "notMcpServer",
    status === undefined
      ? t(
          "“{0}” gave no answer, not what an MCP server answers. Check its address in the settings.",
          server.name,
        )
      : t(
          "“{0}” answered with HTTP {1}, not what an MCP server answers. Check its address in the settings.",
          server.name,
          status,
        ),
    facts,
    { cause },
  );
}
