import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sectionOf } from "../../../src/core/diagnosis/guide.ts";

it("gives the section of a code, and nothing of the next one", () => {
  const guide =
    "# Guide\n\n## Files\n\n#### one\n\nFirst.\n\n**Do:** this.\n\n#### two\n\nSecond.\n";
  expect([sectionOf(guide, "one"), sectionOf(guide, "two"), sectionOf(guide, "three")]).toEqual([
    "# one\n\nFirst.\n\n**Do:** this.\n",
    "# two\n\nSecond.\n",
    undefined,
  ]);
});

it("finds the sections of the guide that comes with the extension", () => {
  const guide = readFileSync(join(import.meta.dirname, "../../../docs/troubleshooting.md"), "utf8");
  expect(sectionOf(guide, "headerName")).toContain("The name of a header is a misspelling");
});
