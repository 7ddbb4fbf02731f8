import { t } from "@vscode/l10n";
import { changeTo, edit } from "../check/fixes.ts";
import type { Found, ServerRule } from "../check/rule.ts";
import { valueRule } from "../check/valueRule.ts";
import { meantScheme } from "../read/credentialValue.ts";
import type { ServerEntry } from "../read/entry.ts";
import { memberOf, replaceSpan, spanOf, spanRange, stringOf } from "../syntax/node.ts";

const inHeaders = valueRule("schemeMisspelt", {
  message: ({ scheme }, name) =>
    t(
      "The scheme in the value of “{0}” is a misspelling of “{1}”, so the server does not recognize the credential.",
      name,
      scheme,
    ),
  title: ({ scheme }) => changeTo(scheme),
});

/** A misspelt scheme, such as `Bear` or `Bearer:` (R46). Upper and lower case make no difference (RFC 9110, section 11.1). */
export const schemeMisspelt: ServerRule = {
  ...inHeaders,
  find: (server, context) => [...inHeaders.find(server, context), ...inOwnSettings(server)],
};

/** `auth.scheme` of our own settings. */
function inOwnSettings(server: ServerEntry): Found[] {
  if (!server.format.isOwn) return [];
  const scheme = stringOf(memberOf(memberOf(server.node, "auth")?.value, "scheme")?.value);
  const word = scheme?.value.trim().replace(/:$/, "") ?? "";
  const right = meantScheme(word) ?? (/^[A-Za-z]+$/.test(word) ? word : undefined);
  if (scheme === undefined || right === undefined || right === scheme.value) return [];
  return [
    {
      range: spanRange(spanOf(scheme)),
      message: t(
        "The scheme is a misspelling of “{0}”, so the server does not recognize the credential.",
        right,
      ),
      fixes: [edit(changeTo(right), [replaceSpan(spanOf(scheme), right)], true)],
    },
  ];
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | Bear
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bear \${env:A}" } } } }
--- finds
error schemeMisspelt a 1 "Bear \${env:A}"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .cursor/mcp.json | a colon behind the scheme
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "bearer: \${env:A}" } } } }
--- finds
error schemeMisspelt a 1 "bearer: \${env:A}"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "bearer \${env:A}" } } } }
=== .mcp.json | letters swapped in the scheme
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Baerer \${A}" } } } }
--- finds
error schemeMisspelt a 1 "Baerer \${A}"
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${A}" } } } }
=== .mcp.json | Basic misspelt
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Baisc \${A}" } } } }
--- finds
error schemeMisspelt a 1 "Baisc \${A}"
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Basic \${A}" } } } }
=== .vscode/settings.json | a misspelt scheme in our own settings
{ "mcpConnect.servers": { "a": { "url": "https://a.example.com/mcp", "auth": { "type": "token", "scheme": "Bearar" } } } }
--- finds
error schemeMisspelt a 1 "Bearar"
--- fixed
{ "mcpConnect.servers": { "a": { "url": "https://a.example.com/mcp", "auth": { "type": "token", "scheme": "Bearer" } } } }
=== claude_desktop_config.json | a misspelt scheme in the environment of a bridge
{
  "mcpServers": {
    "a": {
      "command": "npx",
      "args": ["-y", "mcp-remote@0.1", "https://a.example.com/mcp", "--header", "Authorization:\${AUTH_HEADER}"],
      "env": { "AUTH_HEADER": "Bear your-token-here" }
    }
  }
}
--- finds
error schemeMisspelt a 6 "Bear your-token-here"
error placeholder a 6 "your-token-here"
--- fixed
{
  "mcpServers": {
    "a": {
      "command": "npx",
      "args": ["-y", "mcp-remote@0.1", "https://a.example.com/mcp", "--header", "Authorization:\${AUTH_HEADER}"],
      "env": { "AUTH_HEADER": "Bearer your-token-here" }
    }
  }
}
`;
