import { describe, expect, it } from "vitest";
import { RULES } from "../../../../src/core/configfiles/rules/index.ts";
import {
  readTable,
  RULE_EXAMPLES,
  tables,
  wrongCases,
} from "../../../fixtures/configfiles/corpus.ts";
import { afterEveryEdit, describeFinding, fileFindings } from "./observed.ts";

describe("R49: a correct file gives no finding", () => {
  for (const table of tables()) {
    it.each(readTable("right", table))("$title", ({ path, text, options }) => {
      expect(fileFindings(path, text, options).map((one) => describeFinding(one, text))).toEqual(
        [],
      );
    });
  }

  it("is shown by at least 60 files", () => {
    const cases = tables().flatMap((table) => readTable("right", table));
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });
});

for (const [table, cases] of [
  ...RULE_EXAMPLES,
  ["published", readTable("wrong", "published")] as const,
]) {
  describe(`${table}: exactly these findings, and the file after the fixes`, () => {
    it.each(cases)("$title", ({ path, text, options, finds, fixed }) => {
      const found = fileFindings(path, text, options);
      expect({
        finds: found.map((one) => describeFinding(one, text)),
        fixed: afterEveryEdit(path, text, options),
      }).toEqual({ finds, fixed: fixed ?? text });
    });
  });
}

describe("the rules", () => {
  it("have each the id that its file has, and examples beside it", () => {
    const withExamples = [...RULE_EXAMPLES].filter(([, cases]) => cases.length > 0);
    expect([
      Object.values(RULES).map(({ id }) => id),
      withExamples.map(([name]) => name).toSorted(),
    ]).toEqual([Object.keys(RULES), Object.keys(RULES)]);
  });

  it("are shown by every one of their examples", () => {
    const without = [...RULE_EXAMPLES].flatMap(([id, cases]) =>
      cases
        .filter(({ finds }) => !finds.some((line) => line.split(" ")[1] === id))
        .map(({ title }) => `${id}: ${title}`),
    );
    expect(without).toEqual([]);
  });

  it("have at least 120 examples, with the published snippets", () => {
    expect(wrongCases().length).toBeGreaterThanOrEqual(120);
  });

  it("show a fix for every finding", () => {
    const withoutFix = wrongCases().flatMap(({ path, text, options, title }) =>
      fileFindings(path, text, options)
        .filter(({ fixes }) => fixes.length === 0)
        .map(({ code }) => `${title}: ${code}`),
    );
    expect(withoutFix).toEqual([]);
  });
});
