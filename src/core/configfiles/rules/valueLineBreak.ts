import { t } from "@vscode/l10n";
import { valueRule } from "../check/valueRule.ts";

/** A line break in a header's value, which HTTP does not allow (RFC 9110, section 5.5). */
export const valueLineBreak = valueRule("valueLineBreak", {
  message: (_credential, name) =>
    t(
      "The value of “{0}” has a line break in it, which no header may have, so the request will fail before it is sent.",
      name,
    ),
  title: () => t("Remove the line break"),
});

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | a line break at the end
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}\n" } } } }
--- finds
error valueLineBreak a 1 "\"Bearer \${env:A}\\n\""
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .codex/config.toml | a line break in a multi-line string
[mcp_servers.a]
url = "https://a.example.com/mcp"
http_headers = { "X-API-Key" = """
0
1""" }
--- finds
error valueLineBreak a 3 "\"\"\"\n0\n1\"\"\""
--- fixed
[mcp_servers.a]
url = "https://a.example.com/mcp"
http_headers = { "X-API-Key" = "0 1" }
=== .cursor/mcp.json | several at once, put right in one step
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "\"Authorization: Bear: Bearer \${env:A}\"\n" } } } }
--- finds
error valueLineBreak a 1 "\"\\\"Authorization: Bear: Bearer \${env:A}\\\"\\n\""
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
`;
