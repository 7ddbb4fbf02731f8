import { t } from "@vscode/l10n";
import { changeTo, edit } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { renameMember } from "../syntax/memberEdits.ts";

/** The URL under the key of another client: `url`, `serverUrl`, `httpUrl` (R47). */
export const urlKey: ServerRule = {
  id: "urlKey",
  severity: "error",
  stage: "address",
  scope: "server",
  find(server) {
    const { format, urlMember } = server;
    const [right = "url"] = format.urlKeys;
    if (server.kind !== "remote" || urlMember === undefined || !format.keysKnown) return [];
    const written = urlMember.key.value;
    if (format.urlKeys.includes(written)) return [];
    const isAlias = format.newerUrlKeys.includes(written);
    return [
      {
        range: { offset: urlMember.key.offset, length: urlMember.key.length },
        ...(isAlias && { severity: "information" }),
        message: isAlias
          ? t(
              "{0} reads the address from “{1}”; only newer versions read “{2}” as well.",
              format.client,
              right,
              written,
            )
          : t(
              "{0} reads the address from “{1}” and passes over “{2}”, so the server has no address.",
              format.client,
              right,
              written,
            ),
        ...(format.schema && { underlinedByEditor: true }),
        fixes: [edit(changeTo(right), [renameMember(urlMember, right)], true)],
      },
    ];
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | Windsurf's key for the address
{ "mcpServers": { "a": { "serverUrl": "https://a.example.com/mcp" } } }
--- finds
error urlKey a 1 "\"serverUrl\""
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp" } } }
=== .mcp.json | Gemini's key for the address
{ "mcpServers": { "a": { "type": "http", "httpUrl": "https://a.example.com/mcp" } } }
--- finds
error urlKey a 1 "\"httpUrl\""
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp" } } }
=== .codeium/windsurf/mcp_config.json | Gemini's key in Windsurf
{ "mcpServers": { "a": { "httpUrl": "https://a.example.com/mcp" } } }
--- finds
error urlKey a 1 "\"httpUrl\""
--- fixed
{ "mcpServers": { "a": { "serverUrl": "https://a.example.com/mcp" } } }
=== .gemini/settings.json | Windsurf's key in Gemini CLI
{ "mcpServers": { "a": { "serverUrl": "https://a.example.com/mcp" } } }
--- finds
error urlKey a 1 "\"serverUrl\""
--- fixed
{ "mcpServers": { "a": { "httpUrl": "https://a.example.com/mcp" } } }
=== .kiro/settings/mcp.json | an endpoint
{ "mcpServers": { "a": { "endpoint": "https://a.example.com/mcp" } } }
--- finds
error urlKey a 1 "\"endpoint\""
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp" } } }
=== .codex/config.toml | an address under another key
[mcp_servers.a]
server_url = "https://a.example.com/mcp"
--- finds
error urlKey a 2 "server_url"
--- fixed
[mcp_servers.a]
url = "https://a.example.com/mcp"
`;
