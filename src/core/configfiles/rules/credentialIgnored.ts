import { t } from "@vscode/l10n";
import type { Fix } from "../../finding.ts";
import { adopt, edit } from "../check/fixes.ts";
import type { Found, ServerContext, ServerRule } from "../check/rule.ts";
import { asHeader, credentialsOf } from "../read/credential.ts";
import type { IgnoredCredential, ServerEntry } from "../read/entry.ts";
import { nestedTransport, requestInitOf } from "../read/readEntry.ts";
import { innerText } from "../syntax/memberEdits.ts";
import type { Member } from "../syntax/node.ts";
import { memberOf, objectOf, quote } from "../syntax/node.ts";

/** A credential under a key that the client does not read: `apiKey`, `bearerToken`, `requestInit.headers` (R47). */
export const credentialIgnored: ServerRule = {
  id: "credentialIgnored",
  severity: "error",
  stage: "headers",
  scope: "server",
  find(server, context) {
    const found = new Map<Member, Found>();
    for (const credential of server.ignored) {
      const { holder } = credential;
      if (!found.has(holder)) found.set(holder, describe(server, credential));
    }
    const requestInit = server.kind === "remote" ? requestInitOf(server.node) : undefined;
    if (requestInit !== undefined && server.format.keysKnown) {
      found.set(requestInit, nestedHeaders(server, requestInit, context));
    }
    const transport = nestedTransport(server.node);
    const member = transport && memberOf(server.node, "transport");
    if (member !== undefined && server.format.keysKnown) {
      found.set(member, nested(server, member, context));
    }
    return [...found.values()];
  },
};

function describe(server: ServerEntry, credential: IgnoredCredential): Found {
  const { holder } = credential;
  const key = holder.key.value;
  return {
    range: { offset: holder.key.offset, length: holder.key.length },
    message: t(
      "{0} does not read “{1}” of a remote server, so the credential in it is never sent.",
      server.format.client,
      key,
    ),
    fixes: fixesFor(server, credential),
  };
}

function nestedHeaders(server: ServerEntry, member: Member, { text }: ServerContext): Found {
  const { headersKey, client } = server.format;
  const isAlone =
    objectOf(member.value)?.members.length === 1 &&
    objectOf(memberOf(member.value, "headers")?.value) !== undefined;
  const isFree = memberOf(server.node, headersKey) === undefined;
  const range = { offset: member.offset, length: member.length };
  return {
    range: { offset: member.key.offset, length: member.key.length },
    message: t(
      "{0} does not read “{1}”, which is an option of an SDK, so the headers in it are never sent.",
      client,
      member.key.value,
    ),
    fixes:
      isAlone && isFree && headersKey === "headers"
        ? [edit(t("Move the headers up"), [{ range, text: innerText(text, member) }], true)]
        : [adopt(server)],
  };
}

function nested(server: ServerEntry, member: Member, { text }: ServerContext): Found {
  const range = { offset: member.offset, length: member.length };
  const isFree = objectOf(member.value)?.members.every(
    ({ key }) => memberOf(server.node, key.value) === undefined,
  );
  return {
    range: { offset: member.key.offset, length: member.key.length },
    message: t(
      "{0} reads “url” and “headers” of the server itself and passes over “transport”, so the server has no address.",
      server.format.client,
    ),
    fixes: isFree
      ? [edit(t("Move its members up"), [{ range, text: innerText(text, member) }], false)]
      : [adopt(server)],
  };
}

function fixesFor(server: ServerEntry, ignored: IgnoredCredential): Fix[] {
  const { holder } = ignored;
  const range = { offset: holder.offset, length: holder.length };
  const { headersKey, syntax } = server.format;
  const isToml = syntax === "toml";
  if (memberOf(server.node, headersKey) !== undefined) return [adopt(server)];
  const credential = credentialsOf(server).find(({ header }) => header === ignored);
  if (credential === undefined || objectOf(holder.value) !== undefined) return [adopt(server)];
  const { name, value } = asHeader(credential);
  const isSure = /^(?:authorization|bearer)/i.test(holder.key.value);
  const between = isToml ? " = " : ": ";
  const header = `${quote(name)}${between}${quote(value)}`;
  const key = isToml ? headersKey : quote(headersKey);
  return [
    edit(
      t("Send it as “{0}” instead", name),
      [{ range, text: `${key}${between}{ ${header} }` }],
      isSure,
    ),
    adopt(server),
  ];
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | a token under a key of its own
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "authorization_token": "\${env:A_TOKEN}" } } }
--- finds
error credentialIgnored a 1 "\"authorization_token\""
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A_TOKEN}" } } } }
=== .vscode/mcp.json | an API key under a key of its own
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "apiKey": "\${env:A_KEY}" } } }
--- finds
error credentialIgnored a 1 "\"apiKey\""
--- fixed
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A_KEY}" } } } }
=== .mcp.json | Authorization beside the headers
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "Authorization": "Bearer \${A}", "headers": { "X-Region": "eu" } } } }
--- finds
error credentialIgnored a 1 "\"Authorization\""
=== .roo/mcp.json | the options of an SDK
{ "mcpServers": { "a": { "type": "sse", "url": "https://a.example.com/sse", "requestInit": { "headers": { "Authorization": "Bearer \${env:A}" } } } } }
--- finds
error credentialIgnored a 1 "\"requestInit\""
--- fixed
{ "mcpServers": { "a": { "type": "sse", "url": "https://a.example.com/sse", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .cursor/mcp.json | a nested transport
{ "mcpServers": { "a": { "transport": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } } }
--- finds
error credentialIgnored a 1 "\"transport\""
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .cursor/mcp.json | an environment for an address
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "env": { "Authorization": "Bearer \${env:A}" } } } }
--- finds
error credentialIgnored a 1 "\"env\""
=== .mcp.json | an object for the credential
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "auth": { "type": "bearer", "token": "\${A}" } } } }
--- finds
error credentialIgnored a 1 "\"auth\""
=== .codex/config.toml | an inline bearer token
[mcp_servers.a]
url = "https://a.example.com/mcp"
bearer_token = "fake-token-0123456789"
--- finds
error credentialIgnored a 3 "bearer_token"
warning secretInHeader a 3 "fake-token-0123456789"
--- fixed
[mcp_servers.a]
url = "https://a.example.com/mcp"
http_headers = { "Authorization" = "Bearer fake-token-0123456789" }
`;
