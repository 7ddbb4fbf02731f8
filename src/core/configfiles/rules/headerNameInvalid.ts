import { t } from "@vscode/l10n";
import type { Fix } from "../../finding.ts";
import { reservedFieldProblem } from "../../http/reservedFields.ts";
import { changeTo, edit, explain } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { correctedName, isHeaderName } from "../read/credentialHeader.ts";
import type { ServerEntry } from "../read/entry.ts";
import { variablesIn } from "../read/variables.ts";
import type { Span } from "../syntax/node.ts";
import { replaceSpan, spanRange, spanText } from "../syntax/node.ts";

/** A header name with characters that no header name may have (RFC 9110, section 5.1). */
export const headerNameInvalid: ServerRule = {
  id: "headerNameInvalid",
  severity: "error",
  stage: "name",
  scope: "server",
  find(server) {
    return server.headers.flatMap(({ name }) => {
      const written = spanText(name);
      if (isHeaderName(written) || /^(?:\/\/|\$|_)/.test(written)) return [];
      if (variablesIn(name).length > 0) return [];
      const right = correctedName(written);
      return {
        range: spanRange(name),
        // Our settings are parsed as well, which reports the same.
        ...(server.format.isOwn && { underlinedByEditor: true }),
        message: t(
          "“{0}” cannot be the name of a header, because names have no spaces, colons or brackets, so the request will fail before it is sent.",
          written,
        ),
        fixes: fixesFor(server, name, right),
      };
    });
  },
};

/** Our own settings are not led to a name that they never send. */
function fixesFor({ format }: ServerEntry, name: Span, right: string): readonly Fix[] {
  const reserved = format.isOwn ? reservedFieldProblem(right) : undefined;
  const fixes = reserved?.fixes ?? [];
  if (right === "" || reserved !== undefined) {
    return fixes.length > 0 ? fixes : [explain("headerNameInvalid")];
  }
  const isSafe = /^[\w-]+[\s:]*$/.test(spanText(name).trim());
  return [edit(changeTo(right), [replaceSpan(name, right)], isSafe)];
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | a blank at the end of the name
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-API-Key ": "\${env:A}" } } } }
--- finds
error headerNameInvalid a 1 "X-API-Key "
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${env:A}" } } } }
=== .cursor/mcp.json | a colon at the end of the name
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization:": "Bearer \${env:A}" } } } }
--- finds
error headerNameInvalid a 1 "Authorization:"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .cursor/mcp.json | a blank inside the name
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X API Key": "\${env:A}" } } } }
--- finds
error headerNameInvalid a 1 "X API Key"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${env:A}" } } } }
=== .cursor/mcp.json | a remark in the name, and a misspelling
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorisation (required)": "Bearer \${env:A}" } } } }
--- finds
error headerNameInvalid a 1 "Authorisation (required)"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .vscode/settings.json | a header for a proxy, which our settings never send
{ "mcpConnect.servers": { "a": { "url": "https://a.example.com/mcp", "auth": { "type": "none" }, "headers": { "Proxy-Authorization:": "eu" } } } }
--- finds
error headerNameInvalid a 1 "Proxy-Authorization:" underlined
`;
