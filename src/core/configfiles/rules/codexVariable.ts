import type { ServerEntry } from "../read/entry.ts";
import type { Member } from "../syntax/node.ts";
import { memberOf, quote, rangeEnd, spanText } from "../syntax/node.ts";
import type { VariableUse } from "../read/variables.ts";
import type { Fix } from "../../finding.ts";
import { edit } from "../check/fixes.ts";

/**
 * Codex expands nothing in headers; it has keys of its own that name an environment variable.
 * Gives the fix for an `http_headers` of one member on one line; undefined where the header stands among others.
 */
export function codexVariableFix(server: ServerEntry, use: VariableUse): Fix[] | undefined {
  const holder = memberOf(server.node, "http_headers");
  const header = server.headers.find(({ value }) => value?.node === use.span.node);
  if (holder === undefined || header?.member === undefined || !isInline(holder)) return undefined;
  if (holder.value?.type !== "object" || holder.value.members.length !== 1) return undefined;
  const before = use.span.node.value.slice(0, use.span.start);
  const isWhole = use.span.end === use.span.node.value.length;
  const name = spanText(header.name);
  const range = { offset: holder.offset, length: rangeEnd(holder) - holder.offset };
  if (isWhole && name.toLowerCase() === "authorization" && /^bearer $/i.test(before)) {
    const text = `bearer_token_env_var = ${quote(use.name)}`;
    return [edit(`Change to ${text}`, [{ range, text }], true)];
  }
  if (!isWhole || before !== "") return undefined;
  const text = `env_http_headers = { ${quote(name)} = ${quote(use.name)} }`;
  return [edit("Change to env_http_headers", [{ range, text }], true)];
}

/** Whether a member is written `key = { … }` and not as a table of its own. */
function isInline(member: Member): boolean {
  return member.offset === member.key.offset;
}
