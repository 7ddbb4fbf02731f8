import { t } from "@vscode/l10n";
import { valueRule } from "../check/valueRule.ts";

/** Two authentication schemes, as in `Bearer Bearer …`, mostly from pasting a value that has one already (R46). */
export const schemeRepeated = valueRule("schemeRepeated", {
  message: (_credential, name) =>
    t(
      "The value of “{0}” has two schemes, so the server takes the second for the token and refuses it.",
      name,
    ),
  title: ({ scheme }) => t("Keep “{0}” once", scheme),
});

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | the scheme twice
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer Bearer \${env:A}" } } } }
--- finds
error schemeRepeated a 1 "Bearer Bearer \${env:A}"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .cursor/mcp.json | two schemes
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Token Bearer \${env:A}" } } } }
--- finds
error schemeRepeated a 1 "Token Bearer \${env:A}"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
`;
