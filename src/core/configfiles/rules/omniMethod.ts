import { t } from "@vscode/l10n";
import type { TextRange } from "../../finding.ts";
import { omni } from "../../providers/omni.ts";
import type { McpEndpoint } from "../../providers/provider.ts";
import { endpointAt } from "../../providers/providerOf.ts";
import { adopt, edit, explain } from "../check/fixes.ts";
import type { Found, ServerRule } from "../check/rule.ts";
import { addressOf } from "../read/address.ts";
import { credentialsOf } from "../read/credential.ts";
import type { ServerEntry } from "../read/entry.ts";
import { memberOf, replaceSpan, spanRange, spanText, stringOf } from "../syntax/node.ts";

const ENDPOINTS: readonly McpEndpoint[] = omni.endpoints;
const [{ url: OAUTH_URL }, { url: KEY_URL }] = omni.endpoints;

/** Omni's address for API keys with OAuth, or the other way round (R24). */
export const omniMethod: ServerRule = {
  id: "omniMethod",
  severity: "error",
  stage: "method",
  scope: "server",
  find(server) {
    const { url } = server;
    const address = url && addressOf(spanText(url));
    if (url === undefined || address === undefined || server.kind === "local") return [];
    const endpoint = endpointAt(address);
    if (endpoint === undefined || !ENDPOINTS.includes(endpoint)) return [];
    const range = spanRange(url);
    const hasKey = credentialsOf(server).length > 0 || ownAuth(server) === "token";
    if (endpoint.credential === "oauth") return hasKey ? [oauthAddressWithKey(server, range)] : [];
    if (hasKey || server.headers.length > 0) return [];
    if (server.format.isOwn && ownAuth(server) !== "oauth") return [];
    return [
      {
        range,
        message: t(
          "This is Omni's address for API keys, but the server has none; signing in goes through another address, so the connection will be refused.",
        ),
        fixes: [
          edit(t("Change to Omni's address for signing in"), [replaceSpan(url, OAUTH_URL)], false),
          adopt(server),
        ],
      },
    ];
  },
};

function oauthAddressWithKey(server: ServerEntry, range: TextRange): Found {
  return {
    range,
    message: t(
      "This is Omni's address for signing in, which takes no API key; keys go to {0}, so the connection will be refused.",
      KEY_URL,
    ),
    fixes: [explain("omniMethod"), adopt(server)],
  };
}

/** The kind of credential that our own settings name. */
function ownAuth({ node, format }: ServerEntry): string | undefined {
  if (!format.isOwn) return undefined;
  const auth = memberOf(node, "auth")?.value;
  if (auth === undefined) return undefined;
  return stringOf(memberOf(auth, "type")?.value)?.value ?? "oauth";
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | a key at Omni's address for signing in
{ "mcpServers": { "omni": { "url": "https://callbacks.omniapp.co/callback/mcp", "headers": { "Authorization": "Bearer \${env:OMNI_KEY}" } } } }
--- finds
error omniMethod omni 1 "https://callbacks.omniapp.co/callback/mcp"
=== .cursor/mcp.json | no key at Omni's address for keys
{ "mcpServers": { "omni": { "url": "https://acme.omniapp.co/mcp/https" } } }
--- finds
error omniMethod omni 1 "https://acme.omniapp.co/mcp/https"
--- fixed
{ "mcpServers": { "omni": { "url": "https://callbacks.omniapp.co/callback/mcp" } } }
`;
