import { readHeaderArgument } from "../../configfiles/bridge.ts";
import type { ArrayNode, ConfigNode } from "../../configfiles/node.ts";
import { memberOf, quote, spanOf, spanText, stringOf } from "../../configfiles/node.ts";
import type { Fix } from "../finding.ts";
import { edit, explain } from "./fixes.ts";
import type { ServerRule } from "./rule.ts";

/** Headers as a list, as registries and `curl` write them, where clients want an object (R47). */
export const headersArray: ServerRule = {
  id: "headersArray",
  severity: "error",
  scope: "server",
  find(server) {
    const member = memberOf(server.node, server.format.headersKey);
    if (member?.value?.type !== "array") return [];
    return [
      {
        server: server.name,
        range: { offset: member.key.offset, length: member.key.length },
        message: `The headers of “${server.name}” stand in a list, but ${server.format.client} wants an object of names and values, so none of them is sent.`,
        ...(server.format.schema && { underlinedByEditor: true }),
        fixes: fixesFor(member.value, server.format.id === "codex"),
      },
    ];
  },
};

function fixesFor(list: ArrayNode, isToml: boolean): Fix[] {
  const pairs = list.items.map(pairOf);
  const names = new Set(pairs.map((pair) => pair?.[0].toLowerCase()));
  if (pairs.length === 0 || names.has(undefined) || names.size !== pairs.length) {
    return [explain("headersArray")];
  }
  const between = isToml ? " = " : ": ";
  const members = pairs.map((pair) => (pair ?? []).map((part) => quote(part)).join(between));
  const range = { offset: list.offset, length: list.length };
  return [
    edit("Turn the list into an object", [{ range, text: `{ ${members.join(", ")} }` }], true),
  ];
}

/** Name and value of `{"name": …, "value": …}`, of `{"Name": "value"}` or of `"Name: value"`. */
function pairOf(item: ConfigNode): [string, string] | undefined {
  if (item.type === "string") {
    const header = readHeaderArgument(spanOf(item));
    return header?.value && [spanText(header.name).trim(), spanText(header.value)];
  }
  if (item.type !== "object") return undefined;
  const name = stringOf((memberOf(item, "name") ?? memberOf(item, "key"))?.value)?.value;
  const value = stringOf(memberOf(item, "value")?.value)?.value;
  if (name !== undefined && value !== undefined) return [name, value];
  const [only, ...others] = item.members;
  const single = stringOf(only?.value)?.value;
  if (only === undefined || others.length > 0 || single === undefined) return undefined;
  return [only.key.value, single];
}
