import type { ConfigFile } from "../../configfiles/configFile.ts";
import { FOREIGN_ROOTS, looksLikeServer } from "../../configfiles/configFile.ts";
import { appendMember, removeMember } from "../../configfiles/memberEdits.ts";
import type { Member, ObjectNode } from "../../configfiles/node.ts";
import { memberOf, rangeEnd, stringOf } from "../../configfiles/node.ts";
import type { Fix } from "../finding.ts";
import { edit, explain } from "./fixes.ts";
import type { FileRule } from "./rule.ts";

/** Files that hold nothing but servers, so that a server beside the root key can only be a mistake. */
const KINDS: ReadonlySet<string> = new Set(
  "vscodeMcp claudeDesktop cursor windsurf cline roo kiro copilotCli claudeCode".split(" "),
);

/** A server beside the root key instead of under it (R47). */
export const serverOutsideRoot: FileRule = {
  id: "serverOutsideRoot",
  severity: "error",
  scope: "file",
  find(file) {
    const { root } = file;
    const section = file.sections[0];
    if (!KINDS.has(file.kind) || root?.type !== "object") return [];
    // A flat map is how plugins of Claude Code write their servers.
    if (file.kind === "claudeCode" && section?.root === undefined) return [];
    const name = section?.root?.key.value;
    return root.members
      .filter((member) => isServer(member))
      .map((member) => ({
        server: member.key.value,
        range: { offset: member.key.offset, length: member.key.length },
        message: `“${member.key.value}” stands beside the servers and not among them, so ${file.format.client} passes over it.`,
        ...(file.format.schema && { underlinedByEditor: true }),
        fixes: fixesFor(file, root, member, name),
      }));
  },
};

function isServer({ key, value }: Member): boolean {
  if (FOREIGN_ROOTS.includes(key.value) || /^(?:[_$#]|\/\/)/.test(key.value)) return false;
  return value?.type === "object" && looksLikeServer(value) && !isGallery(value);
}

/** `gallery`, which VS Code writes, has a URL and is no server. */
function isGallery(value: ObjectNode): boolean {
  const isPlainUrl = stringOf(memberOf(value, "url")?.value) !== undefined;
  return isPlainUrl && memberOf(value, "serviceUrl") !== undefined;
}

function fixesFor(
  file: ConfigFile,
  root: ObjectNode,
  member: Member,
  name: string | undefined,
): Fix[] {
  const list = file.sections[0]?.list;
  if (name === undefined || list?.type !== "object" || member.value === undefined) {
    return [explain("serverOutsideRoot")];
  }
  if (memberOf(list, member.key.value) !== undefined) return [explain("serverOutsideRoot")];
  const value = file.text.slice(member.value.offset, rangeEnd(member.value));
  const edits = [
    ...removeMember(file.text, root, member),
    appendMember(file.text, list, member.key.value, value),
  ];
  return [edit(`Move into “${name}”`, edits, false)];
}
