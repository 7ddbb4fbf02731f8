import type { ConfigNode } from "../syntax/node.ts";
import { memberOf, spanOf, stringOf } from "../syntax/node.ts";
import { readHeaderArgument } from "./bridge.ts";
import type { HeaderEntry } from "./entry.ts";

/** An item of a list of headers: `{"name": …, "value": …}`, `{"Name": "value"}` or `"Name: value"`. */
export function listedHeader(item: ConfigNode): HeaderEntry | undefined {
  if (item.type === "string") {
    const header = readHeaderArgument(spanOf(item));
    return header && { ...header, origin: "object" };
  }
  if (item.type !== "object") return undefined;
  const name = stringOf((memberOf(item, "name") ?? memberOf(item, "key"))?.value);
  const value = stringOf(memberOf(item, "value")?.value);
  if (name !== undefined && value !== undefined) {
    return { name: spanOf(name), value: spanOf(value), origin: "object" };
  }
  const [only, ...others] = item.members;
  const single = stringOf(only?.value);
  if (only === undefined || others.length > 0 || single === undefined) return undefined;
  return { name: spanOf(only.key), value: spanOf(single), origin: "object" };
}
