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
  return new Failure("notMcpServer", sentenceOf(server.name, status), facts, { cause });
}

function sentenceOf(name: string, status: number | undefined): string {
  if (status === undefined)
    return t("“{0}” gave no answer. Check its address in the settings.", name);
  // RFC 6585, section 4.
  if (status === 429)
    return t(
      "“{0}” gets too many requests: it answered with HTTP {1}. Wait a moment, then try again.",
      name,
      status,
    );
  return status >= 200 && status < 300
    ? t("“{0}” answers, but not as an MCP server does. Check its address in the settings.", name)
    : t(
        "“{0}” answered with HTTP {1}, not what an MCP server answers. Check its address in the settings.",
        name,
        status,
      );
}
