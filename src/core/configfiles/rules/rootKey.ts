import { t } from "@vscode/l10n";
import type { Fix } from "../../finding.ts";
import { changeTo, changeToText, edit, explain } from "../check/fixes.ts";
import type { FileRule } from "../check/rule.ts";
import { ROOT_KEYS } from "../clients/fileKind.ts";
import type { ConfigFile } from "../read/configFile.ts";
import { looksLikeServers } from "../read/configFile.ts";
import { innerText, lineBreakBefore, removeMember, renameMember } from "../syntax/memberEdits.ts";
import type { Member, ObjectNode } from "../syntax/node.ts";
import { memberOf, objectOf, quote, rangeEnd } from "../syntax/node.ts";

/** Servers under the root key of another client, which this one passes over without a word (R47). */
export const rootKey: FileRule = {
  id: "rootKey",
  severity: "error",
  stage: "file",
  scope: "file",
  find(file) {
    const { root, text, kind } = file;
    const { places, otherRoots } = kind;
    const rights = places.flatMap(({ path }) => (path.length === 1 ? path : []));
    const [right] = rights;
    if (right === undefined || otherRoots !== undefined || root?.type !== "object") return [];
    return root.members
      .filter(({ key, value }) => {
        const isForeign = ROOT_KEYS.has(key.value) && !rights.includes(key.value);
        return isForeign && looksLikeServers(value);
      })
      .map((member) => ({
        range: { offset: member.key.offset, length: member.key.length },
        message: t(
          "{0} reads its servers from “{1}” and passes over “{2}”, so none of these servers will appear.",
          file.format.client,
          right,
          member.key.value,
        ),
        ...(file.format.schema && { underlinedByEditor: true }),
        fixes:
          kind.syntax === "toml"
            ? [edit(changeToText(quote(right)), tomlRename(text, member.key.value, right), true)]
            : fixesFor(file, root, member, right),
      }));
  },
};

/** Renames the key, or moves the servers where the right key is there already. */
function fixesFor({ text }: ConfigFile, root: ObjectNode, member: Member, right: string): Fix[] {
  const other = memberOf(root, right);
  if (other === undefined) {
    return [edit(changeTo(right), [renameMember(member, right)], true)];
  }
  const list = other.value;
  const moved = objectOf(member.value)?.members ?? [];
  const isFree = moved.every(({ key }) => memberOf(list, key.value) === undefined);
  const last = objectOf(list)?.members.at(-1);
  if (list?.type !== "object" || last === undefined || moved.length === 0 || !isFree) {
    return [explain("rootKey")];
  }
  const separator = lineBreakBefore(text, last.offset) ?? " ";
  const offset = rangeEnd(last);
  const added = { range: { offset, length: 0 }, text: `,${separator}${innerText(text, member)}` };
  const edits = [...removeMember(text, root, member), added];
  return [edit(t("Move the servers into “{0}”", right), edits, false)];
}

/** Renames the first part of every table header that has it. */
function tomlRename(text: string, from: string, to: string) {
  const pattern = new RegExp(String.raw`^([ \t]*\[{1,2}[ \t]*)("?${from}"?)(?=[ \t]*[.\]])`, "gm");
  return [...text.matchAll(pattern)].map((match) => {
    const [, before = "", key = ""] = match;
    return { range: { offset: match.index + before.length, length: key.length }, text: to };
  });
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .vscode/mcp.json | another client's root key
{
  "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp" } }
}
--- finds
error rootKey - 2 "\"mcpServers\"" underlined
--- fixed
{
  "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp" } }
}
=== .cursor/mcp.json | VS Code's root key in Cursor
{ "servers": { "a": { "url": "https://a.example.com/mcp" } } }
--- finds
error rootKey - 1 "\"servers\""
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp" } } }
=== .zed/settings.json | another client's root key in Zed
{ "theme": "One", "mcpServers": { "a": { "url": "https://a.example.com/mcp" } } }
--- finds
error rootKey - 1 "\"mcpServers\""
--- fixed
{ "theme": "One", "context_servers": { "a": { "url": "https://a.example.com/mcp" } } }
=== .codex/config.toml | a root key in camel case
[mcpServers.a]
url = "https://a.example.com/mcp"

[mcpServers.a.env_http_headers]
X-API-Key = "A_KEY"
--- finds
error rootKey - 1 "mcpServers"
--- fixed
[mcp_servers.a]
url = "https://a.example.com/mcp"

[mcp_servers.a.env_http_headers]
X-API-Key = "A_KEY"
=== .vscode/mcp.json | both root keys, so that the fix needs a look
{
  "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp" } },
  "mcpServers": { "b": { "type": "http", "url": "https://b.example.com/mcp" } }
}
--- finds
error rootKey - 3 "\"mcpServers\"" underlined
--- fixed
{
  "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp" }, "b": { "type": "http", "url": "https://b.example.com/mcp" } }
}
=== .vscode/mcp.json | two root keys with a server of the same name
{
  "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp" } },
  "mcpServers": { "a": { "type": "http", "url": "https://b.example.com/mcp" } }
}
--- finds
error rootKey - 3 "\"mcpServers\"" underlined
=== .copilot/mcp-config.json | VS Code's root key in Copilot CLI
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "tools": ["*"] } } }
--- finds
error rootKey - 1 "\"servers\""
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "tools": ["*"] } } }
=== claude_desktop_config.json | a root key with a hyphen
{ "mcp-servers": { "time": { "command": "uvx", "args": ["mcp-server-time"] } } }
--- finds
error rootKey - 1 "\"mcp-servers\""
--- fixed
{ "mcpServers": { "time": { "command": "uvx", "args": ["mcp-server-time"] } } }
`;
