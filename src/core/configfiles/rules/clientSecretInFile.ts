import { t } from "@vscode/l10n";
import { adopt, readFromEnvironment, withHistory } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import type { ServerEntry } from "../read/entry.ts";
import { placeholderIn } from "../read/placeholder.ts";
import { variableName } from "../read/variableName.ts";
import { variablesIn } from "../read/variables.ts";
import type { Span } from "../syntax/node.ts";
import { memberOf, spanOf, spanRange, spanText, stringOf } from "../syntax/node.ts";

/** Where clients keep the secret of an OAuth client: object and key. */
const PLACES = [
  ["oauth", "clientSecret"],
  ["oauth", "client_secret"],
  ["auth", "CLIENT_SECRET"],
  ["auth", "clientSecret"],
] as const;

/** The secret of an OAuth client in clear (R14, R37). */
export const clientSecretInFile: ServerRule = {
  id: "clientSecretInFile",
  severity: "warning",
  stage: "risk",
  scope: "server",
  find(server, context) {
    return secretsOf(server).map((secret) => ({
      range: spanRange(secret),
      message: withHistory(
        t(
          "The client secret of “{0}” stands in clear in this file, so everyone who can read the file can pose as this client.",
          server.name,
        ),
        context,
      ),
      fixes: [
        adopt(server),
        ...readFromEnvironment(server, secret, variableName(server.name, "CLIENT_SECRET")),
      ],
    }));
  },
};

function secretsOf({ node }: ServerEntry): Span[] {
  return PLACES.flatMap(([holder, key]) => {
    const value = stringOf(memberOf(memberOf(node, holder)?.value, key)?.value);
    if (value === undefined || value.value.length < 6) return [];
    const span = spanOf(value);
    const isLiteral =
      variablesIn(span).length === 0 &&
      !/[${}]/.test(spanText(span)) &&
      placeholderIn(value.value) === undefined;
    return isLiteral ? [span] : [];
  });
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .gemini/settings.json | the secret of an OAuth client
{ "mcpServers": { "a": { "httpUrl": "https://a.example.com/mcp", "oauth": { "clientId": "mcp-client", "clientSecret": "fake-client-secret-0123" } } } }
--- finds
warning clientSecretInFile a 1 "fake-client-secret-0123"
--- fixed
{ "mcpServers": { "a": { "httpUrl": "https://a.example.com/mcp", "oauth": { "clientId": "mcp-client", "clientSecret": "\${A_CLIENT_SECRET}" } } } }
=== .cursor/mcp.json | the secret of an OAuth client in Cursor
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "auth": { "CLIENT_ID": "mcp-client", "CLIENT_SECRET": "fake-client-secret-0123" } } } }
--- finds
warning clientSecretInFile a 1 "fake-client-secret-0123"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "auth": { "CLIENT_ID": "mcp-client", "CLIENT_SECRET": "\${env:A_CLIENT_SECRET}" } } } }
`;
