import { t } from "@vscode/l10n";
import type { Fix } from "../../finding.ts";
import { edit, explain, moveInto } from "../check/fixes.ts";
import type { FileRule } from "../check/rule.ts";
import type { ConfigFile } from "../read/configFile.ts";
import type { ServerEntry } from "../read/entry.ts";
import {
  appendMember,
  lineBreakBefore,
  removeMember,
  valueTextFor,
} from "../syntax/memberEdits.ts";
import { memberOf } from "../syntax/node.ts";

/** A server beside the root key instead of under it (R47). */
export const serverOutsideRoot: FileRule = {
  id: "serverOutsideRoot",
  severity: "error",
  stage: "file",
  scope: "file",
  find(file) {
    const strays = file.sections.filter(({ stray }) => stray);
    return strays
      .flatMap(({ servers }) => servers)
      .map((server) => ({
        server: server.name,
        range: { offset: server.member.key.offset, length: server.member.key.length },
        message: t(
          "“{0}” stands beside the servers and not among them, so {1} passes over it.",
          server.name,
          file.format.client,
        ),
        ...(file.format.schema && { underlinedByEditor: true }),
        fixes: fixesFor(file, server),
      }));
  },
};

/** Moves the server to the end of the others; not possible where there are none, or one of that name. */
function fixesFor({ root, text, sections }: ConfigFile, { member, name }: ServerEntry): Fix[] {
  const section = sections.find(({ stray }) => !stray);
  const list = section?.list;
  const key = section?.root?.key.value;
  const isFree = list?.type === "object" && memberOf(list, name) === undefined;
  if (key === undefined || root?.type !== "object" || !isFree || member.value === undefined) {
    return [explain("serverOutsideRoot")];
  }
  const last = list.members.at(-1);
  const value = valueTextFor(text, member, last && lineBreakBefore(text, last.offset));
  const edits = [...removeMember(text, root, member), appendMember(text, list, name, value)];
  return [edit(moveInto(key), edits, false)];
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | a server beside the others
{
  "mcpServers": {
    "a": { "url": "https://a.example.com/mcp" }
  },
  "b": {
    "url": "https://b.example.com/mcp"
  }
}
--- finds
error serverOutsideRoot b 5 "\"b\""
--- fixed
{
  "mcpServers": {
    "a": { "url": "https://a.example.com/mcp" },
    "b": {
      "url": "https://b.example.com/mcp"
    }
  }
}
=== .roo/mcp.json | a server without a root key
{ "a": { "type": "sse", "url": "https://a.example.com/sse" } }
--- finds
error serverOutsideRoot a 1 "\"a\""
`;
