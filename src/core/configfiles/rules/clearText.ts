import { t } from "@vscode/l10n";
import { isPrivate } from "../../http/addresses.ts";
import { changeToText, edit } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { addressOf, isThisMachine } from "../read/address.ts";
import { credentialsOf } from "../read/credential.ts";
import { replaceSpan, spanRange, spanText, subSpan } from "../syntax/node.ts";

/** A credential that goes over http to another machine, where everyone on the way can read it (R37, R47). */
export const clearText: ServerRule = {
  id: "clearText",
  severity: "warning",
  stage: "risk",
  scope: "server",
  find(server) {
    const { url, format, node } = server;
    const address = url && addressOf(spanText(url));
    if (url === undefined || address?.protocol !== "http" || server.kind === "local") return [];
    const authKeys = new Set(["auth", "oauth", ...Object.values(format.environmentKeys ?? {})]);
    const hasAuth = node.members.some(({ key }) => authKeys.has(key.value));
    if (!format.isOwn && !hasAuth && credentialsOf(server).length === 0 && !address.hasPassword)
      return [];
    if (isThisMachine(address.host) || /[$<{]/.test(address.host) || address.host === "") return [];
    return [
      {
        range: spanRange(subSpan(url, 0, "http".length)),
        ...(isPrivate(address.host) && { severity: "information" }),
        message: t(
          "The credential of “{0}” goes over http, so everyone on the way to {1} can read it.",
          server.name,
          address.host,
        ),
        fixes: [
          edit(
            changeToText("https"),
            [replaceSpan(subSpan(url, 0, "http".length), "https")],
            false,
          ),
        ],
      },
    ];
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .kiro/settings/mcp.json | http with a credential, allowed
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "http://a.example.com/mcp", "--allow-http", "--header", "X-API-Key:\${A_KEY}"] } } }
--- finds
warning clearText a 1 "http"
--- fixed
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--allow-http", "--header", "X-API-Key:\${A_KEY}"] } } }
=== .cursor/mcp.json | http with a credential
{ "mcpServers": { "a": { "url": "http://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
--- finds
warning clearText a 1 "http"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .roo/mcp.json | http with a credential in the private network
{ "mcpServers": { "ha": { "type": "sse", "url": "http://192.168.1.10:8123/mcp_server/sse", "headers": { "Authorization": "Bearer \${env:HA}" } } } }
--- finds
information clearText ha 1 "http"
--- fixed
{ "mcpServers": { "ha": { "type": "sse", "url": "https://192.168.1.10:8123/mcp_server/sse", "headers": { "Authorization": "Bearer \${env:HA}" } } } }
=== .vscode/settings.json | http in our own settings
{ "mcpConnect.servers": { "a": { "url": "http://a.example.com/mcp" } } }
--- finds
warning clearText a 1 "http"
--- fixed
{ "mcpConnect.servers": { "a": { "url": "https://a.example.com/mcp" } } }
`;
