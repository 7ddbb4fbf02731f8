import type { TextEdit } from "../../finding.ts";
import type { Section } from "../read/entry.ts";
import { insertBefore, lineBreakBefore } from "../syntax/memberEdits.ts";
import { memberOf, quote, rangeEnd } from "../syntax/node.ts";

/**
 * The edit that defines an input which asks for a secret, with `inputs` made where it is missing.
 * Undefined where the section's format has no inputs, or `inputs` is not a list.
 */
export function addInput(text: string, section: Section, id: string): TextEdit | undefined {
  const holder = section.inputsHolder;
  if (holder === undefined || section.root === undefined) return undefined;
  const input = `{ "type": "promptString", "id": ${quote(id)}, "description": ${quote(id)}, "password": true }`;
  const inputs = memberOf(holder, "inputs")?.value;
  if (inputs === undefined) return insertBefore(text, section.root, "inputs", `[${input}]`);
  if (inputs.type !== "array") return undefined;
  const last = inputs.items.at(-1);
  if (last === undefined) return { range: { offset: inputs.offset + 1, length: 0 }, text: input };
  const separator = lineBreakBefore(text, last.offset) ?? " ";
  return { range: { offset: rangeEnd(last), length: 0 }, text: `,${separator}${input}` };
}
