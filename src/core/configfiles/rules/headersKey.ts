import { t } from "@vscode/l10n";
import { changeTo, edit, explain } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { HEADER_KEYS } from "../clients/fileKind.ts";
import { renameMember } from "../syntax/memberEdits.ts";
import { memberOf } from "../syntax/node.ts";

/** Headers under a key that this client does not read (R47). */
export const headersKey: ServerRule = {
  id: "headersKey",
  severity: "error",
  stage: "headers",
  scope: "server",
  find(server) {
    const right = server.format.headersKey;
    if (server.kind !== "remote" || !server.format.keysKnown) return [];
    const isTaken = memberOf(server.node, right) !== undefined;
    return HEADER_KEYS.filter((key) => key !== right).flatMap((key) => {
      const member = memberOf(server.node, key);
      if (member?.value?.type !== "object") return [];
      return {
        range: { offset: member.key.offset, length: member.key.length },
        message: t(
          "{0} reads headers from “{1}” and passes over “{2}”, so none of these is sent.",
          server.format.client,
          right,
          key,
        ),
        ...(server.format.schema && { underlinedByEditor: true }),
        fixes: isTaken
          ? [explain("headersKey")]
          : [edit(changeTo(right), [renameMember(member, right)], true)],
      };
    });
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | header without an s
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "header": { "Authorization": "Bearer \${env:A}" } } } }
--- finds
error headersKey a 1 "\"header\""
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .codex/config.toml | headers in Codex
[mcp_servers.a]
url = "https://a.example.com/mcp"

[mcp_servers.a.headers]
X-Region = "eu"
--- finds
error headersKey a 4 "headers"
--- fixed
[mcp_servers.a]
url = "https://a.example.com/mcp"

[mcp_servers.a.http_headers]
X-Region = "eu"
`;
