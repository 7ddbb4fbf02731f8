import { t } from "@vscode/l10n";
import { valueRule } from "../check/valueRule.ts";

/** Quotes that are sent as a part of the credential (R46). */
export const valueQuoted = valueRule("valueQuoted", {
  message: (_credential, name) =>
    t(
      "The value of “{0}” has quotes in it, which are sent along, so the server refuses the credential.",
      name,
    ),
  title: () => t("Remove the quotes"),
});

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | quotes around the value
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "\"Bearer \${env:A}\"" } } } }
--- finds
error valueQuoted a 1 "\"\\\"Bearer \${env:A}\\\"\""
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .cursor/mcp.json | quotes around the token
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer '\${env:A}'" } } } }
--- finds
error valueQuoted a 1 "Bearer '\${env:A}'"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .cursor/mcp.json | quotes around an API key
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "'\${env:A}'" } } } }
--- finds
error valueQuoted a 1 "'\${env:A}'"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${env:A}" } } } }
`;
