import { t } from "@vscode/l10n";
import type { Fix } from "../../finding.ts";
import { adopt, readFromEnvironment, setToken } from "../check/fixes.ts";
import type { Found, ServerRule } from "../check/rule.ts";
import type { Credential } from "../read/credential.ts";
import { credentialsOf } from "../read/credential.ts";
import type { ServerEntry } from "../read/entry.ts";
import { placeholderIn } from "../read/placeholder.ts";
import { constantCase, variableName } from "../read/variableName.ts";
import { variablesIn } from "../read/variables.ts";
import type { Span } from "../syntax/node.ts";
import { spanRange, spanText } from "../syntax/node.ts";

/** A credential that is still the one of the help page: `YOUR_TOKEN`, `<token>`, `xxx` (R19, R46). */
export const placeholder: ServerRule = {
  id: "placeholder",
  severity: "error",
  stage: "placeholder",
  scope: "server",
  find(server) {
    if (server.disabled) return [];
    const credentials = credentialsOf(server);
    const inHeaders = credentials.filter(isPlaceholder).map(({ tokenSpan }) => tokenSpan);
    const taken = new Set(credentials.map(({ value }) => value.node));
    const inEnv = bridgeVariables(server, credentials).filter(({ node }) => !taken.has(node));
    return [...inHeaders, ...inEnv].map((span) => found(server, span));
  },
};

function isPlaceholder({ token, hasVariable, value }: Credential): boolean {
  if (variablesIn(value).length > 0) return false;
  return (
    token !== "" && placeholderIn(token) !== undefined && !(hasVariable && token.startsWith("${"))
  );
}

/** Values of variables that stand for a part of a credential in a bridge's arguments, and that are placeholders. */
function bridgeVariables(server: ServerEntry, credentials: readonly Credential[]): Span[] {
  if (server.kind !== "bridge") return [];
  const used = new Set(
    credentials.flatMap(({ value }) => variablesIn(value).map(({ name }) => constantCase(name))),
  );
  return server.env
    .filter(({ name, value }) => used.has(constantCase(name)) && isOpen(value))
    .map(({ value }) => value);
}

function isOpen(value: Span): boolean {
  return variablesIn(value).length === 0 && placeholderIn(spanText(value)) !== undefined;
}

function found(server: ServerEntry, span: Span): Found {
  return {
    range: spanRange(span),
    message: t(
      "“{0}” stands where the token of “{1}” belongs, so the server will refuse it.",
      spanText(span),
      server.name,
    ),
    fixes: [setToken(server, span), ...fromEnvironment(server, span), adopt(server)],
  };
}

/** A reference in the place of the placeholder; in an argument the bridge would have to expand it. */
function fromEnvironment(server: ServerEntry, span: Span): Fix[] {
  const isArgument = server.args.some(({ node }) => node === span.node);
  const isKey = /key/i.test(spanText(span));
  return isArgument
    ? []
    : readFromEnvironment(server, span, variableName(server.name, isKey ? "API_KEY" : "TOKEN"));
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | angle brackets
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer <your token>" } } } }
--- finds
error placeholder a 1 "<your token>"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A_TOKEN}" } } } }
=== .cursor/mcp.json | crosses
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer xxx" } } } }
--- finds
error placeholder a 1 "xxx"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A_TOKEN}" } } } }
=== .cursor/mcp.json | crosses behind a vendor's prefix
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "PRIVATE-TOKEN": "glpat-xxxx" } } } }
--- finds
error placeholder a 1 "glpat-xxxx"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "PRIVATE-TOKEN": "\${env:A_TOKEN}" } } } }
=== .mcp.json | braces
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "{your-api-key}" } } } }
--- finds
error placeholder a 1 "{your-api-key}"
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${A_API_KEY}" } } } }
=== .mcp.json | an ellipsis behind a vendor's prefix
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer sk_live_..." } } } }
--- finds
error placeholder a 1 "sk_live_..."
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${A_TOKEN}" } } } }
=== .roo/mcp.json | stars
{ "mcpServers": { "a": { "type": "sse", "url": "https://a.example.com/sse", "headers": { "Authorization": "Bearer ***REMOVED***" } } } }
--- finds
error placeholder a 1 "***REMOVED***"
--- fixed
{ "mcpServers": { "a": { "type": "sse", "url": "https://a.example.com/sse", "headers": { "Authorization": "Bearer \${env:A_TOKEN}" } } } }
=== .gemini/settings.json | change-me
{ "mcpServers": { "a": { "httpUrl": "https://a.example.com/mcp", "headers": { "X-API-Key": "change-me" } } } }
--- finds
error placeholder a 1 "change-me"
--- fixed
{ "mcpServers": { "a": { "httpUrl": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${A_TOKEN}" } } } }
=== .kiro/settings/mcp.json | a name instead of the value
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer ACTUAL_API_KEY" } } } }
--- finds
error placeholder a 1 "ACTUAL_API_KEY"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${A_API_KEY}" } } } }
=== .vscode/mcp.json | square brackets
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer [REDACTED_TOKEN]" } } } }
--- finds
error placeholder a 1 "[REDACTED_TOKEN]"
--- fixed
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A_TOKEN}" } } } }
=== .vscode/mcp.json | Spanish
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer TU_TOKEN_AQUI" } } } }
--- finds
error placeholder a 1 "TU_TOKEN_AQUI"
--- fixed
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A_TOKEN}" } } } }
=== .vscode/mcp.json | Korean
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer 여기에_토큰" } } } }
--- finds
error placeholder a 1 "여기에_토큰"
--- fixed
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A_TOKEN}" } } } }
=== .codex/config.toml | in TOML
[mcp_servers.a]
url = "https://a.example.com/mcp"
http_headers = { "X-API-Key" = "nt_your_key_here" }
--- finds
error placeholder a 3 "nt_your_key_here"
=== .copilot/mcp-config.json | camel case
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer YourApiTokenHere" } } } }
--- finds
error placeholder a 1 "YourApiTokenHere"
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${A_TOKEN}" } } } }
=== claude_desktop_config.json | in the variable of a bridge
{
  "mcpServers": {
    "a": { "command": "npx", "args": ["-y", "mcp-remote", "https://a.example.com/mcp", "--header", "X-API-Key:\${API_KEY}"], "env": { "API_KEY": "PASTE_KEY_HERE" } }
  }
}
--- finds
error placeholder a 3 "PASTE_KEY_HERE"
=== .cursor/mcp.json | Chinese
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "你的密钥" } } } }
--- finds
error placeholder a 1 "你的密钥"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${env:A_TOKEN}" } } } }
=== .cursor/mcp.json | a Slack prefix
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer xoxb-your-bot-token" } } } }
--- finds
error placeholder a 1 "xoxb-your-bot-token"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A_TOKEN}" } } } }
=== .cursor/mcp.json | under a key that Cursor does not read
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-Region": "eu" }, "bearer_token": "PASTE_TOKEN" } } }
--- finds
error credentialIgnored a 1 "\"bearer_token\""
error placeholder a 1 "PASTE_TOKEN"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-Region": "eu" }, "bearer_token": "\${env:A_TOKEN}" } } }
`;
