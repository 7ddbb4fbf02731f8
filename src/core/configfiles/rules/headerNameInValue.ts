import { t } from "@vscode/l10n";
import { valueRule } from "../check/valueRule.ts";

/** The header's name again at the beginning of its value, as in `"Authorization": "Authorization: Bearer …"` (R46). */
export const headerNameInValue = valueRule("headerNameInValue", {
  message: (_credential, name) =>
    t(
      "The value of “{0}” begins with the name of a header, so the server reads the name as a part of the credential and refuses it.",
      name,
    ),
  title: () => t("Remove the name from the value"),
});

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | the header's name again
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Authorization: Bearer \${env:A}" } } } }
--- finds
error headerNameInValue a 1 "Authorization: Bearer \${env:A}"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .cursor/mcp.json | an API key with its name in front
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "X-API-Key: \${env:A}" } } } }
--- finds
error headerNameInValue a 1 "X-API-Key: \${env:A}"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${env:A}" } } } }
`;
