import { t } from "@vscode/l10n";
import type { Fix, TextEdit } from "../../finding.ts";
import { edit, explain, turnIntoObject } from "../check/fixes.ts";
import type { FileRule } from "../check/rule.ts";
import { removeMember } from "../syntax/memberEdits.ts";
import type { ArrayNode, ConfigNode, Member, ObjectNode } from "../syntax/node.ts";
import { memberOf, quote, rangeEnd, stringOf } from "../syntax/node.ts";

/** Servers as a list of `{"name": …}` where clients want an object with a member for each (R47). */
export const serversArray: FileRule = {
  id: "serversArray",
  severity: "error",
  stage: "file",
  scope: "file",
  find(file) {
    return file.sections.flatMap(({ list, root, format }) => {
      if (list.type !== "array" || root === undefined) return [];
      return {
        range: { offset: root.key.offset, length: root.key.length },
        message: t(
          "The servers in “{0}” stand in a list, but {1} wants an object with one entry for each name, so none of them will appear.",
          root.key.value,
          format.client,
        ),
        ...(format.schema && { underlinedByEditor: true }),
        fixes: fixesFor(file.text, list, file.kind.syntax === "json"),
      };
    });
  },
};

function fixesFor(text: string, list: ArrayNode, isJson: boolean): Fix[] {
  const named = list.items.map(nameOf);
  const names = new Set(named.map((one) => one?.name));
  if (!isJson || names.has(undefined) || names.size !== named.length) {
    return [explain("serversArray")];
  }
  const edits: TextEdit[] = [
    { range: { offset: list.offset, length: 1 }, text: "{" },
    { range: { offset: rangeEnd(list) - 1, length: 1 }, text: "}" },
    ...named.flatMap((one) =>
      one === undefined
        ? []
        : [
            { range: { offset: one.object.offset, length: 0 }, text: `${quote(one.name)}: ` },
            ...removeMember(text, one.object, one.member),
          ],
    ),
  ];
  return [edit(turnIntoObject(), edits, text[rangeEnd(list) - 1] === "]")];
}

function nameOf(
  item: ConfigNode,
): { object: ObjectNode; member: Member; name: string } | undefined {
  if (item.type !== "object") return undefined;
  const member = memberOf(item, "name") ?? memberOf(item, "id");
  const name = stringOf(member?.value)?.value;
  return member === undefined || name === undefined || name === ""
    ? undefined
    : { object: item, member, name };
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | a list of servers
{
  "mcpServers": [
    {
      "name": "a",
      "url": "https://a.example.com/mcp"
    },
    { "url": "https://b.example.com/mcp", "id": "b" }
  ]
}
--- finds
error serversArray - 2 "\"mcpServers\""
--- fixed
{
  "mcpServers": {
    "a": {
      "url": "https://a.example.com/mcp"
    },
    "b": { "url": "https://b.example.com/mcp" }
  }
}
=== .vscode/mcp.json | a list of servers without names
{ "servers": [{ "type": "http", "url": "https://a.example.com/mcp" }] }
--- finds
error serversArray - 1 "\"servers\"" underlined
`;
