import { t } from "@vscode/l10n";
import type { Fix } from "../../finding.ts";
import { adopt, changeToText, edit, explain } from "../check/fixes.ts";
import type { Found, ServerContext, ServerRule } from "../check/rule.ts";
import type { ServerEntry } from "../read/entry.ts";
import { constantCase } from "../read/variableName.ts";
import type { VariableForm, VariableUse } from "../read/variables.ts";
import { variablesIn } from "../read/variables.ts";
import type { Member, Span } from "../syntax/node.ts";
import { memberOf, quote, rangeEnd, replaceSpan, spanRange, spanText } from "../syntax/node.ts";

/** A variable in a form that this client does not expand, so that it is sent or used as it stands (R33, R46). */
export const variableNotExpanded: ServerRule = {
  id: "variableNotExpanded",
  severity: "error",
  stage: "variable",
  scope: "server",
  find(server, context) {
    if (server.format.variables === undefined || server.disabled) return [];
    return placesOf(server).flatMap((place) => judge(server, place, context));
  },
};

/** A place in which a variable can stand, and who expands it there. */
interface Place {
  readonly span: Span;
  readonly who: string;
  readonly expands: readonly VariableForm[];
  readonly reference: ((name: string) => string) | undefined;
  /** Whether the text goes to the server, or just to a command on this machine. */
  readonly sent: boolean;
}

function placesOf(server: ServerEntry): Place[] {
  const { client, variables = [], reference } = server.format;
  const byClient = { who: client, expands: variables, reference };
  const local = server.env.map(({ value }): Place => ({ ...byClient, span: value, sent: false }));
  const inEnv = new Set(local.map(({ span }) => span.node));
  if (server.kind === "bridge") {
    // mcp-remote expands ${NAME} in its header arguments itself.
    const byBridge = {
      who: "mcp-remote",
      expands: [...variables, "shell" as const],
      reference: (name: string) => `\${${name}}`,
    };
    const spans = server.headers.flatMap(({ value }) => value ?? []);
    const headers = spans.filter(({ node }) => !inEnv.has(node));
    return [...headers.map((span): Place => ({ ...byBridge, span, sent: true })), ...local];
  }
  if (server.kind === "local") return local;
  const values = [...server.headers, ...server.ignored].flatMap(({ value }) => value ?? []);
  const spans = server.url === undefined ? values : [server.url, ...values];
  const sent = spans.filter(({ node }) => !inEnv.has(node));
  return [...sent.map((span): Place => ({ ...byClient, span, sent: true })), ...local];
}

function judge(server: ServerEntry, place: Place, context: ServerContext): Found[] {
  const { span, who, expands, sent } = place;
  return variablesIn(span).flatMap((use): Found[] => {
    if (expands.includes(use.form)) return [];
    // A dollar sign, or per cent signs, in a value of a command's environment may well be meant.
    const isBare = use.form === "dollar" || use.form === "foreign";
    if (isBare && !sent && spanText(span) !== spanText(use.span)) return [];
    if (use.form === "dollar" && !isToken(span, use)) return [];
    const text = spanText(use.span);
    return [
      {
        range: spanRange(use.span),
        ...(!sent && { severity: "warning" }),
        message: sent
          ? t(
              "{0} does not expand “{1}” and sends it as it stands, so the server gets the variable's name instead of its value.",
              who,
              text,
            )
          : t(
              "{0} does not expand “{1}” and passes it on as it stands, so the server gets the variable's name instead of its value.",
              who,
              text,
            ),
        ...(server.format.schema && text.startsWith("${") && { underlinedByEditor: true }),
        fixes: fixesFor(server, place, use, context),
      },
    ];
  });
}

/** Whether a `$NAME` is the whole value but for schemes and quotes. */
function isToken(place: Span, use: VariableUse): boolean {
  const text = spanText(place);
  const before = text.slice(0, use.span.start - place.start);
  const after = text.slice(use.span.end - place.start);
  return /^["'`]?(?:[A-Za-z-]+:? *)*["'`]?$/.test(before) && /^["'`\s]*$/.test(after);
}

function fixesFor(
  server: ServerEntry,
  { reference }: Place,
  use: VariableUse,
  context: ServerContext,
): Fix[] {
  const { format, kind } = server;
  const otherwise = kind === "local" ? explain("variableNotExpanded") : adopt(server);
  const { environmentKeys } = format;
  if (environmentKeys !== undefined) {
    return environmentKeyFix(server, use, environmentKeys) ?? [otherwise];
  }
  const expandsInputs = format.variables?.includes("input") === true;
  if (use.form === "foreign" && expandsInputs && context.inputs.has(use.name)) {
    const text = `\${input:${use.name}}`;
    return [edit(changeToText(text), [replaceSpan(use.span, text)], true)];
  }
  const name = use.form === "input" ? constantCase(use.name) : use.name;
  if (reference === undefined || !/^[A-Za-z_]\w*$/.test(name)) return [otherwise];
  const text = reference(name);
  const safe = use.form !== "input" && use.form !== "shellDefault";
  return [edit(changeToText(text), [replaceSpan(use.span, text)], safe)];
}

/**
 * The key that names an environment variable, for clients that expand none in headers and have such keys instead.
 * Possible for headers of one member on one line; undefined where the header stands among others.
 */
function environmentKeyFix(
  server: ServerEntry,
  use: VariableUse,
  keys: { readonly token: string; readonly headers: string },
): Fix[] | undefined {
  const holder = memberOf(server.node, server.format.headersKey);
  const header = server.headers.find(({ value }) => value?.node === use.span.node);
  if (holder === undefined || header?.member === undefined || !isInline(holder)) return undefined;
  if (holder.value?.type !== "object" || holder.value.members.length !== 1) return undefined;
  const before = use.span.node.value.slice(0, use.span.start);
  const isWhole = use.span.end === use.span.node.value.length;
  const name = spanText(header.name);
  const range = { offset: holder.offset, length: rangeEnd(holder) - holder.offset };
  if (isWhole && name.toLowerCase() === "authorization" && /^bearer $/i.test(before)) {
    const text = `${keys.token} = ${quote(use.name)}`;
    return [edit(changeToText(text), [{ range, text }], true)];
  }
  if (!isWhole || before !== "") return undefined;
  const text = `${keys.headers} = { ${quote(name)} = ${quote(use.name)} }`;
  return [edit(changeToText(keys.headers), [{ range, text }], true)];
}

/** Whether a member is written `key = { … }` and not as a table of its own. */
function isInline(member: Member): boolean {
  return member.offset === member.key.offset;
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .vscode/mcp.json | a bare variable in VS Code
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${API_TOKEN}" } } } }
--- finds
error variableNotExpanded a 1 "\${API_TOKEN}" underlined
--- fixed
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:API_TOKEN}" } } } }
=== .cursor/mcp.json | a bare variable in Cursor
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${API_TOKEN}" } } } }
--- finds
error variableNotExpanded a 1 "\${API_TOKEN}"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:API_TOKEN}" } } } }
=== .cursor/mcp.json | a dollar sign alone
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer $API_TOKEN" } } } }
--- finds
error variableNotExpanded a 1 "$API_TOKEN"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:API_TOKEN}" } } } }
=== .roo/mcp.json | a bare variable in the address
{ "mcpServers": { "a": { "type": "sse", "url": "https://\${API_HOST}/sse" } } }
--- finds
error variableNotExpanded a 1 "\${API_HOST}"
--- fixed
{ "mcpServers": { "a": { "type": "sse", "url": "https://\${env:API_HOST}/sse" } } }
=== .mcp.json | VS Code's form in Claude Code
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:API_TOKEN}" } } } }
--- finds
error variableNotExpanded a 1 "\${env:API_TOKEN}"
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${API_TOKEN}" } } } }
=== .mcp.json | an input in Claude Code
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${input:api-token}" } } } }
--- finds
error variableNotExpanded a 1 "\${input:api-token}"
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${API_TOKEN}" } } } }
=== .vscode/mcp.json | inputs with an s and a dot
{
  "inputs": [{ "type": "promptString", "id": "token", "description": "Token", "password": true }],
  "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${inputs.token}" } } }
}
--- finds
error variableNotExpanded a 3 "\${inputs.token}" underlined
--- fixed
{
  "inputs": [{ "type": "promptString", "id": "token", "description": "Token", "password": true }],
  "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${input:token}" } } }
}
=== .cursor/mcp.json | process.env
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${process.env.API_TOKEN}" } } } }
--- finds
error variableNotExpanded a 1 "\${process.env.API_TOKEN}"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:API_TOKEN}" } } } }
=== .cursor/mcp.json | env with a dot
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env.API_TOKEN}" } } } }
--- finds
error variableNotExpanded a 1 "\${env.API_TOKEN}"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:API_TOKEN}" } } } }
=== .gemini/settings.json | braces without a dollar sign
{ "mcpServers": { "a": { "httpUrl": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer {env:API_TOKEN}" } } } }
--- finds
error variableNotExpanded a 1 "{env:API_TOKEN}"
--- fixed
{ "mcpServers": { "a": { "httpUrl": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${API_TOKEN}" } } } }
=== .codeium/windsurf/mcp_config.json | an at sign
{ "mcpServers": { "a": { "serverUrl": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer @{API_TOKEN}" } } } }
--- finds
error variableNotExpanded a 1 "@{API_TOKEN}"
--- fixed
{ "mcpServers": { "a": { "serverUrl": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:API_TOKEN}" } } } }
=== .kiro/settings/mcp.json | two braces
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer {{API_TOKEN}}" } } } }
--- finds
error variableNotExpanded a 1 "{{API_TOKEN}}"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${API_TOKEN}" } } } }
=== .cursor/mcp.json | a default, which Cursor does not know
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${API_KEY:-none}" } } } }
--- finds
error variableNotExpanded a 1 "\${API_KEY:-none}"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${env:API_KEY}" } } } }
=== .copilot/mcp-config.json | an input in Copilot CLI
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${input:key}" }, "tools": ["*"] } } }
--- finds
error variableNotExpanded a 1 "\${input:key}"
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${KEY}" }, "tools": ["*"] } } }
=== .codex/config.toml | a bearer token from a variable
[mcp_servers.a]
url = "https://a.example.com/mcp"
http_headers = { "Authorization" = "Bearer \${API_TOKEN}" }
--- finds
error variableNotExpanded a 3 "\${API_TOKEN}"
--- fixed
[mcp_servers.a]
url = "https://a.example.com/mcp"
bearer_token_env_var = "API_TOKEN"
=== .codex/config.toml | another header from a variable
[mcp_servers.a]
url = "https://a.example.com/mcp"
http_headers = { "X-API-Key" = "$API_KEY" }
--- finds
error variableNotExpanded a 3 "$API_KEY"
--- fixed
[mcp_servers.a]
url = "https://a.example.com/mcp"
env_http_headers = { "X-API-Key" = "API_KEY" }
=== .codex/config.toml | among other headers, where it is left to the user
[mcp_servers.a]
url = "https://a.example.com/mcp"
http_headers = { "X-API-Key" = "\${API_KEY}", "X-Region" = "eu" }
--- finds
error variableNotExpanded a 3 "\${API_KEY}"
=== claude_desktop_config.json | a variable in the environment of a command
{ "mcpServers": { "a": { "command": "uvx", "args": ["server"], "env": { "API_KEY": "\${API_KEY}" } } } }
--- finds
warning variableNotExpanded a 1 "\${API_KEY}"
=== .cursor/mcp.json | a bare variable in the environment of a command
{ "mcpServers": { "a": { "command": "uvx", "args": ["server"], "env": { "API_KEY": "\${API_KEY}" } } } }
--- finds
warning variableNotExpanded a 1 "\${API_KEY}"
--- fixed
{ "mcpServers": { "a": { "command": "uvx", "args": ["server"], "env": { "API_KEY": "\${env:API_KEY}" } } } }
=== .vscode/settings.json | a bare variable in our own settings
{ "mcpConnect.servers": { "a": { "url": "https://\${MCP_HOST}/mcp", "headers": { "X-Tenant": "\${TENANT}" } } } }
--- finds
error variableNotExpanded a 1 "\${MCP_HOST}"
error variableNotExpanded a 1 "\${TENANT}"
--- fixed
{ "mcpConnect.servers": { "a": { "url": "https://\${env:MCP_HOST}/mcp", "headers": { "X-Tenant": "\${env:TENANT}" } } } }
=== .mcp.json | a variable that PowerShell knows
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer $env:A_TOKEN" } } } }
--- finds
error variableNotExpanded a 1 "$env:A_TOKEN"
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${A_TOKEN}" } } } }
`;
