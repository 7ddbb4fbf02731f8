import { FOREIGN_ROOTS, looksLikeServers, rootPathOf } from "../../configfiles/configFile.ts";
import { quote } from "../../configfiles/node.ts";
import { renameMember } from "../../configfiles/memberEdits.ts";
import { edit } from "./fixes.ts";
import type { FileRule } from "./rule.ts";

/** Servers under the root key of another client, which this one passes over without a word (R47). */
export const rootKey: FileRule = {
  id: "rootKey",
  severity: "error",
  scope: "file",
  find(file) {
    const path = rootPathOf(file.kind);
    const right = path.at(-1);
    const { root, syntax } = file;
    if (right === undefined || path.length > 1 || root?.type !== "object") return [];
    if (file.kind === "generic" || file.kind === "vscodeSettings") return [];
    const others = new Set(file.sections.map((section) => section.root?.key.value));
    return root.members
      .filter(({ key, value }) => {
        const isForeign = FOREIGN_ROOTS.includes(key.value) && key.value !== right;
        const isVisualStudio = file.kind === "claudeCode" && key.value === "servers";
        return isForeign && !isVisualStudio && looksLikeServers(value);
      })
      .map((member) => ({
        range: { offset: member.key.offset, length: member.key.length },
        message: `${file.format.client} reads its servers from “${right}” and passes over “${member.key.value}”, so none of these servers will appear.`,
        ...(file.format.schema && { underlinedByEditor: true }),
        fixes:
          syntax === "toml"
            ? [
                edit(
                  `Change to ${quote(right)}`,
                  tomlRename(file.text, member.key.value, right),
                  true,
                ),
              ]
            : [edit(`Change to “${right}”`, [renameMember(member, right)], !others.has(right))],
      }));
  },
};

/** Renames the first part of every table header that has it. */
function tomlRename(text: string, from: string, to: string) {
  const pattern = new RegExp(String.raw`^([ \t]*\[{1,2}[ \t]*)("?${from}"?)(?=[ \t]*[.\]])`, "gm");
  return [...text.matchAll(pattern)].map((match) => {
    const [, before = "", key = ""] = match;
    return { range: { offset: match.index + before.length, length: key.length }, text: to };
  });
}
