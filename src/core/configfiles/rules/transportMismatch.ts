import { t } from "@vscode/l10n";
import { changeToText, edit } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { knownTransport } from "../read/address.ts";
import { quote, replaceSpan, spanOf, spanText } from "../syntax/node.ts";

/**
 * A `type` for another transport than the one that the address is known to speak (R47).
 * An address that merely ends in `/sse` proves nothing: some servers speak streamable HTTP there.
 */
export const transportMismatch: ServerRule = {
  id: "transportMismatch",
  severity: "error",
  stage: "transport",
  scope: "server",
  find(server) {
    const { format, type, url } = server;
    if (type === undefined || url === undefined || format.types === undefined) return [];
    const speaks = knownTransport(spanText(url));
    if (speaks === undefined || server.kind !== "remote") return [];
    const { http, sse } = format.types;
    const says = http.includes(type.value) ? "http" : sse.includes(type.value) ? "sse" : undefined;
    // VS Code falls back from streamable HTTP to SSE by itself.
    if (says === undefined || says === speaks || (format.schema && says === "http")) return [];
    const right = (speaks === "http" ? http[0] : sse[0]) ?? speaks;
    return [
      {
        range: { offset: type.offset, length: type.length },
        message: t(
          "The server at this address speaks {0} only, so the type {1} will not connect.",
          speaks === "http" ? "streamable HTTP" : "SSE",
          quote(type.value),
        ),
        fixes: [edit(changeToText(quote(right)), [replaceSpan(spanOf(type), right)], true)],
      },
    ];
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .vscode/mcp.json | SSE for a server that speaks streamable HTTP only
{ "servers": { "wb": { "type": "sse", "url": "https://www.myworkboard.com/wb/mcp" } } }
--- finds
error transportMismatch wb 1 "\"sse\""
--- fixed
{ "servers": { "wb": { "type": "http", "url": "https://www.myworkboard.com/wb/mcp" } } }
=== .mcp.json | HTTP for a server that speaks SSE only
{ "mcpServers": { "asana": { "type": "http", "url": "https://mcp.asana.com/sse" } } }
--- finds
error transportMismatch asana 1 "\"http\""
--- fixed
{ "mcpServers": { "asana": { "type": "sse", "url": "https://mcp.asana.com/sse" } } }
`;
