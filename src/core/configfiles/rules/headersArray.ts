import { t } from "@vscode/l10n";
import type { Fix } from "../../finding.ts";
import { edit, explain, turnIntoObject } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { listedHeader } from "../read/headerList.ts";
import { nestedTransport } from "../read/readEntry.ts";
import type { ArrayNode } from "../syntax/node.ts";
import { memberOf, quote, spanText } from "../syntax/node.ts";

/** Headers as a list, as registries and `curl` write them, where clients want an object (R47). */
export const headersArray: ServerRule = {
  id: "headersArray",
  severity: "error",
  stage: "headers",
  scope: "server",
  find(server) {
    const member = memberOf(nestedTransport(server.node) ?? server.node, server.format.headersKey);
    if (member?.value?.type !== "array") return [];
    return [
      {
        range: { offset: member.key.offset, length: member.key.length },
        message: t(
          "The headers of “{0}” stand in a list, but {1} wants an object of names and values, so none of them is sent.",
          server.name,
          server.format.client,
        ),
        ...(server.format.schema && { underlinedByEditor: true }),
        fixes: fixesFor(member.value, server.format.syntax === "toml"),
      },
    ];
  },
};

function fixesFor(list: ArrayNode, isToml: boolean): Fix[] {
  const pairs = list.items.map((item) => {
    const header = listedHeader(item);
    return header?.value && [spanText(header.name).trim(), spanText(header.value)];
  });
  const names = new Set(pairs.map((pair) => pair?.[0]?.toLowerCase()));
  if (pairs.length === 0 || names.has(undefined) || names.size !== pairs.length) {
    return [explain("headersArray")];
  }
  const between = isToml ? " = " : ": ";
  const members = pairs.map((pair) => (pair ?? []).map((part) => quote(part)).join(between));
  const range = { offset: list.offset, length: list.length };
  return [edit(turnIntoObject(), [{ range, text: `{ ${members.join(", ")} }` }], true)];
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | a registry's list of headers
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": [{ "name": "Authorization", "value": "Bearer \${env:A}" }, { "name": "X-Region", "value": "eu" }] } } }
--- finds
error headersArray a 1 "\"headers\""
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}", "X-Region": "eu" } } } }
=== .mcp.json | headers as lines, one misspelt
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": ["Authorisation: Bearer \${A}"] } } }
--- finds
error headersArray a 1 "\"headers\""
error headerName a 1 "Authorisation"
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${A}" } } } }
`;
