import type { ConfigFile } from "../../configfiles/configFile.ts";
import type { ServerEntry } from "../../configfiles/entry.ts";
import { appendMember, removeMember } from "../../configfiles/memberEdits.ts";
import { memberOf, rangeEnd } from "../../configfiles/node.ts";
import type { Fix } from "../finding.ts";
import { edit, explain } from "./fixes.ts";
import type { FileRule } from "./rule.ts";

/** A server beside the root key instead of under it (R47). */
export const serverOutsideRoot: FileRule = {
  id: "serverOutsideRoot",
  severity: "error",
  scope: "file",
  find(file) {
    const strays = file.sections.filter(({ stray }) => stray === true);
    return strays
      .flatMap(({ servers }) => servers)
      .map((server) => ({
        server: server.name,
        range: { offset: server.member.key.offset, length: server.member.key.length },
        message: `“${server.name}” stands beside the servers and not among them, so ${file.format.client} passes over it.`,
        ...(file.format.schema && { underlinedByEditor: true }),
        fixes: fixesFor(file, server),
      }));
  },
};

/** Moves the server to the end of the others; not possible where there are none, or one of that name. */
function fixesFor({ root, text, sections }: ConfigFile, { member, name }: ServerEntry): Fix[] {
  const section = sections.find(({ stray }) => stray !== true);
  const list = section?.list;
  const key = section?.root?.key.value;
  const isFree = list?.type === "object" && memberOf(list, name) === undefined;
  if (key === undefined || root?.type !== "object" || !isFree || member.value === undefined) {
    return [explain("serverOutsideRoot")];
  }
  const value = text.slice(member.value.offset, rangeEnd(member.value));
  const edits = [...removeMember(text, root, member), appendMember(text, list, name, value)];
  return [edit(`Move into “${key}”`, edits, false)];
}
