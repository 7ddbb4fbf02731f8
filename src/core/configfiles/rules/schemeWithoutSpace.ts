import { t } from "@vscode/l10n";
import { valueRule } from "../check/valueRule.ts";

/** A scheme and a token without the space between them (RFC 9110, section 11.4). */
export const schemeWithoutSpace = valueRule("schemeWithoutSpace", {
  message: ({ scheme }, name) =>
    t(
      "There is no space behind “{0}” in the value of “{1}”, so the server finds no token in it.",
      scheme,
      name,
    ),
  title: ({ scheme }) => t("Add a space behind “{0}”", scheme),
});

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | no space behind the scheme
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer\${env:A}" } } } }
--- finds
error schemeWithoutSpace a 1 "Bearer\${env:A}"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .cursor/mcp.json | no space before a JSON Web Token
{ "mcpServers": { "a": { "url": "http://localhost:3000/mcp", "headers": { "Authorization": "BearereyJhbGciOiJub25lIn0.e30." } } } }
--- finds
error schemeWithoutSpace a 1 "BearereyJhbGciOiJub25lIn0.e30."
--- fixed
{ "mcpServers": { "a": { "url": "http://localhost:3000/mcp", "headers": { "Authorization": "Bearer eyJhbGciOiJub25lIn0.e30." } } } }
`;
