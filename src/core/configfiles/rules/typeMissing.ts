import { t } from "@vscode/l10n";
import { edit } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { addressOf, knownTransport } from "../read/address.ts";
import { insertBefore } from "../syntax/memberEdits.ts";
import { quote, spanText } from "../syntax/node.ts";

/** A server with a URL and no `type`, for clients that then refuse it or take it for the old SSE transport (R47). */
export const typeMissing: ServerRule = {
  id: "typeMissing",
  severity: "error",
  stage: "transport",
  scope: "server",
  find(server, context) {
    const { format, urlMember, url } = server;
    if (server.kind !== "remote" || urlMember === undefined || url === undefined) return [];
    if (server.type !== undefined || format.withoutType === "fine" || spanText(url) === "")
      return [];
    if (server.node.members.some(({ key }) => key.value === "type" || key.value === "transport")) {
      return [];
    }
    const isSse = transportOf(spanText(url)) === "sse";
    if (format.withoutType === "sse" && isSse) return [];
    const type = (isSse ? format.types?.sse[0] : format.types?.http[0]) ?? "http";
    return [
      {
        range: { offset: urlMember.key.offset, length: urlMember.key.length },
        message:
          format.withoutType === "sse"
            ? t(
                "Without “type”, {0} speaks the old SSE transport, which servers at such an address rarely answer.",
                format.client,
              )
            : t(
                "Without “type”, {0} takes “{1}” for a local command and refuses it.",
                format.client,
                server.name,
              ),
        fixes: [
          edit(
            t('Add "type": {0}', quote(type)),
            [insertBefore(context.text, urlMember, "type", quote(type))],
            true,
          ),
        ],
      },
    ];
  },
};

/** The transport that an address speaks, as far as it shows. */
function transportOf(url: string): "http" | "sse" | undefined {
  const path = addressOf(url)?.path ?? "";
  return knownTransport(url) ?? (/\/sse\/?(?:\?|$)/.test(path) ? "sse" : undefined);
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .roo/mcp.json | no type in Roo Code
{
  "mcpServers": {
    "a": {
      "url": "https://a.example.com/mcp"
    }
  }
}
--- finds
error typeMissing a 4 "\"url\""
--- fixed
{
  "mcpServers": {
    "a": {
      "type": "streamable-http",
      "url": "https://a.example.com/mcp"
    }
  }
}
=== cline_mcp_settings.json | no type in Cline, which means SSE
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp" } } }
--- finds
error typeMissing a 1 "\"url\""
--- fixed
{ "mcpServers": { "a": { "type": "streamableHttp", "url": "https://a.example.com/mcp" } } }
=== .mcp.json | no type in Claude Code, an SSE address
{ "mcpServers": { "a": { "url": "https://a.example.com/sse" } } }
--- finds
error typeMissing a 1 "\"url\""
--- fixed
{ "mcpServers": { "a": { "type": "sse", "url": "https://a.example.com/sse" } } }
=== .claude.json | no type in a project of Claude Code
{ "projects": { "/home/me/app": { "mcpServers": { "a": { "url": "https://a.example.com/mcp" } } } } }
--- finds
error typeMissing a 1 "\"url\""
--- fixed
{ "projects": { "/home/me/app": { "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp" } } } } }
`;
