import { t } from "@vscode/l10n";
import type { Fix } from "../../finding.ts";
import { adopt, readFromEnvironment, withHistory } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { hostOf, isThisMachine } from "../read/address.ts";
import type { Credential } from "../read/credential.ts";
import { credentialsOf } from "../read/credential.ts";
import { isAuthorization } from "../read/credentialHeader.ts";
import { isBasicCredential } from "../read/credentialValue.ts";
import type { ServerEntry } from "../read/entry.ts";
import { isKnownSecret, looksSecret } from "../read/secretShape.ts";
import { variableName } from "../read/variableName.ts";
import { spanRange, spanText } from "../syntax/node.ts";

/** A token in clear in a header (R37). */
export const secretInHeader: ServerRule = {
  id: "secretInHeader",
  severity: "warning",
  stage: "risk",
  scope: "server",
  find(server, context) {
    return credentialsOf(server)
      .filter((credential) => isSecret(credential, server))
      .map((credential) => ({
        range: spanRange(credential.tokenSpan),
        message: withHistory(
          t(
            "The credential in “{0}” stands in clear in this file, so everyone who can read the file can use it.",
            spanText(credential.header.name),
          ),
          context,
        ),
        fixes: fixesFor(credential, server),
      }));
  },
};

function isSecret({ name, scheme, token, hasVariable }: Credential, server: ServerEntry): boolean {
  if (hasVariable) return false;
  const host = hostOf(server);
  if (host !== undefined && isThisMachine(host)) return isKnownSecret(token);
  if (scheme.toLowerCase() === "basic" && isBasicCredential(token)) {
    return looksSecret(Buffer.from(token, "base64").toString("utf8"), "sure");
  }
  const sure = isAuthorization(name) || scheme !== "";
  return looksSecret(token, sure ? "sure" : "likely");
}

function fixesFor({ header, tokenSpan, name }: Credential, server: ServerEntry): Fix[] {
  const range = spanRange(tokenSpan);
  const move: Fix = {
    kind: "action",
    title: t("Move to secret storage…"),
    action: { type: "moveToSecretStorage", server: server.name, range },
  };
  // What stands in an argument, the client does not expand.
  if (header.origin === "argument") return [move, adopt(server)];
  const variable = variableName(server.name, name.includes("key") ? "API_KEY" : "TOKEN");
  return [move, adopt(server), ...readFromEnvironment(server, tokenSpan, variable)];
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | a bearer token
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer fake-0123456789-abcdef" } } } }
--- finds
warning secretInHeader a 1 "fake-0123456789-abcdef"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A_TOKEN}" } } } }
=== .vscode/mcp.json | an API key
{ "servers": { "my-api": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "FakeKey0123456789abcdef" } } } }
--- finds
warning secretInHeader my-api 1 "FakeKey0123456789abcdef"
--- fixed
{ "servers": { "my-api": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${env:MY_API_KEY}" } } } }
=== .mcp.json | a token of a known form, even for this machine
{ "mcpServers": { "gh": { "type": "http", "url": "http://localhost:3000/mcp", "headers": { "Authorization": "Bearer ghp_FakeFakeFakeFakeFakeFake00000000" } } } }
--- finds
warning secretInHeader gh 1 "ghp_FakeFakeFakeFakeFakeFake00000000"
--- fixed
{ "mcpServers": { "gh": { "type": "http", "url": "http://localhost:3000/mcp", "headers": { "Authorization": "Bearer \${GH_TOKEN}" } } } }
=== .roo/mcp.json | Basic credentials
{ "mcpServers": { "a": { "type": "sse", "url": "https://a.example.com/sse", "headers": { "Authorization": "Basic ZmFrZTpmYWtlLXBhc3M=" } } } }
--- finds
warning secretInHeader a 1 "ZmFrZTpmYWtlLXBhc3M="
--- fixed
{ "mcpServers": { "a": { "type": "sse", "url": "https://a.example.com/sse", "headers": { "Authorization": "Basic \${env:A_TOKEN}" } } } }
=== .codex/config.toml | in TOML
[mcp_servers.a]
url = "https://a.example.com/mcp"
http_headers = { "X-API-Key" = "FakeKey0123456789abcdef" }
--- finds
warning secretInHeader a 3 "FakeKey0123456789abcdef"
=== .vscode/settings.json | in our own settings
{ "mcpConnect.servers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer fake-0123456789-abcdef" } } } }
--- finds
warning secretInHeader a 1 "fake-0123456789-abcdef"
--- fixed
{ "mcpConnect.servers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A_TOKEN}" } } } }
=== claude_desktop_config.json | in the environment of a bridge
{
  "mcpServers": {
    "a": {
      "command": "npx",
      "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "Authorization:\${AUTH_HEADER}"],
      "env": { "AUTH_HEADER": "Bearer fake-0123456789-abcdef" }
    }
  }
}
--- finds
warning secretInHeader a 6 "fake-0123456789-abcdef"
=== .vscode/mcp.json | in the argument of a bridge
{ "servers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "Authorization: Bearer fake-0123456789-abcdef"] } } }
--- finds
warning secretInHeader a 1 "fake-0123456789-abcdef"
=== .vscode/mcp.json | in a file that version control tracks | tracked
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer fake-0123456789-abcdef" } } } }
--- finds
warning secretInHeader a 1 "fake-0123456789-abcdef"
--- fixed
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A_TOKEN}" } } } }
`;
