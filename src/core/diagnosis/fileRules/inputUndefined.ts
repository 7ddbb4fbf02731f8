import type { Section } from "../../configfiles/entry.ts";
import { insertBefore } from "../../configfiles/memberEdits.ts";
import { memberOf, quote, rangeEnd, spanRange, spanText } from "../../configfiles/node.ts";
import { lineBreakBefore } from "../../configfiles/memberEdits.ts";
import { variablesIn } from "../../configfiles/variables.ts";
import type { Fix, TextEdit } from "../finding.ts";
import { edit, explain } from "./fixes.ts";
import type { FileRule } from "./rule.ts";

/** `${input:id}` without an input of that id: VS Code has nothing to ask for (R47). */
export const inputUndefined: FileRule = {
  id: "inputUndefined",
  severity: "error",
  scope: "file",
  find(file) {
    return file.sections.flatMap((section) => {
      if (section.format.id !== "vscode") return [];
      const known = new Set(section.inputs.map(({ id }) => id));
      return section.servers.flatMap((server) =>
        [
          ...server.headers.flatMap(({ value }) => value ?? []),
          server.url ?? [],
          ...server.args,
          ...server.env.map(({ value }) => value),
        ]
          .flat()
          .flatMap(variablesIn)
          .filter(({ form, name }) => form === "input" && !known.has(name))
          .map(({ name, span }) => ({
            server: server.name,
            range: spanRange(span),
            message: `No input has the id “${name}”, so VS Code cannot ask for “${spanText(span)}” and the server will not start.`,
            fixes: fixesFor(file.text, section, name),
          })),
      );
    });
  },
};

function fixesFor(text: string, section: Section, id: string): Fix[] {
  const holder = section.inputsHolder;
  if (holder === undefined || section.root === undefined) return [explain("inputUndefined")];
  const input = `{ "type": "promptString", "id": ${quote(id)}, "description": ${quote(id)}, "password": true }`;
  const inputs = memberOf(holder, "inputs")?.value;
  let added: TextEdit;
  if (inputs === undefined) {
    added = insertBefore(text, section.root, "inputs", `[${input}]`);
  } else if (inputs.type === "array") {
    const last = inputs.items.at(-1);
    const offset = last === undefined ? inputs.offset + 1 : rangeEnd(last);
    const separator = (last && lineBreakBefore(text, last.offset)) ?? " ";
    added = {
      range: { offset, length: 0 },
      text: last === undefined ? input : `,${separator}${input}`,
    };
  } else {
    return [explain("inputUndefined")];
  }
  return [edit(`Add an input “${id}”, which asks for it once`, [added], true)];
}
