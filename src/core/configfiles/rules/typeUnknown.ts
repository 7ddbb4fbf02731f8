import { t } from "@vscode/l10n";
import { changeToText, edit } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import type { ConfigFormat } from "../clients/format.ts";
import { addressOf } from "../read/address.ts";
import { editDistance } from "../read/editDistance.ts";
import { nestedTransport } from "../read/readEntry.ts";
import { memberOf, quote, replaceSpan, spanOf, spanText, stringOf } from "../syntax/node.ts";

/** Spellings that mean streamable HTTP in some client or registry. */
const HTTP_NAMES: ReadonlySet<string> = new Set(
  "http https url remote streamable streamablehttp streamable-http streamable_http http-stream httpstream http-streamable streaminghttp".split(
    " ",
  ),
);

/** A `type` that this client does not know (R47). */
export const typeUnknown: ServerRule = {
  id: "typeUnknown",
  severity: "error",
  stage: "transport",
  scope: "server",
  find(server) {
    const { format, node } = server;
    const type = stringOf(memberOf(nestedTransport(node) ?? node, "type")?.value);
    if (server.kind !== "remote" || type === undefined || format.types === undefined) return [];
    const known = [...format.types.http, ...format.types.sse, ...format.types.local];
    if (known.includes(type.value)) return [];
    const url = server.url === undefined ? "" : spanText(server.url);
    const right = meant(type.value, format, addressOf(url)?.path ?? "");
    // Where the client passes over the key, only a misspelling is worth a word.
    const isLenient = format.unknownType === "passedOver";
    return [
      {
        range: { offset: type.offset, length: type.length },
        ...(isLenient && { severity: "information" }),
        message: isLenient
          ? t(
              "{0} does not know the type {1} and chooses the transport by itself.",
              format.client,
              quote(type.value),
            )
          : t(
              "{0} does not know the type {1}, so it will not start “{2}”.",
              format.client,
              quote(type.value),
              server.name,
            ),
        ...(format.schema && { underlinedByEditor: true }),
        fixes: [edit(changeToText(quote(right)), [replaceSpan(spanOf(type), right)], true)],
      },
    ];
  },
};

function meant(written: string, { types }: ConfigFormat, path: string): string {
  const http = types?.http[0] ?? "http";
  const sse = types?.sse[0] ?? "sse";
  const lower = written.toLowerCase();
  if (HTTP_NAMES.has(lower)) return http;
  if (lower.includes("sse") || editDistance(lower, "sse", 1) <= 1) return sse;
  return /\/sse\/?$/.test(path) && editDistance(lower, "http", 2) > 2 ? sse : http;
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .roo/mcp.json | http in Roo Code
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp" } } }
--- finds
error typeUnknown a 1 "\"http\""
--- fixed
{ "mcpServers": { "a": { "type": "streamable-http", "url": "https://a.example.com/mcp" } } }
=== cline_mcp_settings.json | hyphens in Cline
{ "mcpServers": { "a": { "type": "streamable-http", "url": "https://a.example.com/mcp" } } }
--- finds
error typeUnknown a 1 "\"streamable-http\""
--- fixed
{ "mcpServers": { "a": { "type": "streamableHttp", "url": "https://a.example.com/mcp" } } }
=== .vscode/mcp.json | a type of the registry's
{ "servers": { "a": { "type": "streamable-http", "url": "https://a.example.com/mcp" } } }
--- finds
error typeUnknown a 1 "\"streamable-http\"" underlined
--- fixed
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp" } } }
=== .mcp.json | a misspelt type
{ "mcpServers": { "a": { "type": "htpp", "url": "https://a.example.com/mcp" } } }
--- finds
error typeUnknown a 1 "\"htpp\""
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp" } } }
=== .mcp.json | a misspelt SSE
{ "mcpServers": { "a": { "type": "ssse", "url": "https://a.example.com/sse" } } }
--- finds
error typeUnknown a 1 "\"ssse\""
--- fixed
{ "mcpServers": { "a": { "type": "sse", "url": "https://a.example.com/sse" } } }
=== .copilot/mcp-config.json | url as a type
{ "mcpServers": { "a": { "type": "url", "url": "https://a.example.com/mcp", "tools": ["*"] } } }
--- finds
error typeUnknown a 1 "\"url\""
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "tools": ["*"] } } }
=== .cursor/mcp.json | a misspelt type that Cursor passes over
{ "mcpServers": { "a": { "type": "htp", "url": "https://a.example.com/mcp" } } }
--- finds
information typeUnknown a 1 "\"htp\""
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp" } } }
`;
