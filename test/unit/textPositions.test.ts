import { expect, it } from "vitest";
import { textPositions } from "../../src/core/textPositions.ts";

it("counts lines as the editor does, whichever way they end", () => {
  const text = "ab\ncd\r\ne\rf";
  const at = textPositions(text);
  expect(["a", "b", "c", "d", "e", "f"].map((letter) => at(text.indexOf(letter)))).toEqual([
    { line: 0, character: 0 },
    { line: 0, character: 1 },
    { line: 1, character: 0 },
    { line: 1, character: 1 },
    { line: 2, character: 0 },
    { line: 3, character: 0 },
  ]);
  expect([at(text.length), textPositions("")(0)]).toEqual([
    { line: 3, character: 1 },
    { line: 0, character: 0 },
  ]);
});
