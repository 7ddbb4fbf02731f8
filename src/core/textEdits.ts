import type { TextEdit } from "./finding.ts";

/**
 * Applies edits that do not overlap to a text; all offsets count in the text as given.
 * Throws a RangeError where edits overlap or reach outside the text.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = edits.toSorted((a, b) => a.range.offset - b.range.offset);
  let result = "";
  let end = 0;
  for (const { range, text: replacement } of sorted) {
    if (range.offset < end || range.offset + range.length > text.length) {
      throw new RangeError("Edits must not overlap and must lie inside the text.");
    }
    result += text.slice(end, range.offset) + replacement;
    end = range.offset + range.length;
  }
  return result + text.slice(end);
}
