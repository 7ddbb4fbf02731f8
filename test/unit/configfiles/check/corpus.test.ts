import { describe, expect, it } from "vitest";
import { fileFindings } from "../../../../src/core/configfiles/check/fileFindings.ts";
import { RULES } from "../../../../src/core/configfiles/rules/index.ts";
import { readTable, tables } from "../../../fixtures/configfiles/corpus.ts";
import { afterEveryEdit, describeFinding } from "./observed.ts";

describe("R49: a correct file gives no finding", () => {
  for (const table of tables("right")) {
    it.each(readTable("right", table))("$title", ({ path, text, options }) => {
      expect(fileFindings(path, text, options).map((one) => describeFinding(one, text))).toEqual(
        [],
      );
    });
  }

  it("is shown by at least 60 files", () => {
    const cases = tables("right").flatMap((table) => readTable("right", table));
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });
});

for (const table of tables("wrong")) {
  describe(`${table}: exactly these findings, and the file after the fixes`, () => {
    it.each(readTable("wrong", table))("$title", ({ path, text, options, finds, fixed }) => {
      const found = fileFindings(path, text, options);
      expect({
        finds: found.map((one) => describeFinding(one, text)),
        fixed: afterEveryEdit(path, text, options),
      }).toEqual({ finds, fixed: fixed ?? text });
    });
  });
}

describe("the tables of wrong files", () => {
  it("are one for each rule, and the published snippets", () => {
    const rules = Object.values(RULES).map(({ id }) => id);
    expect(tables("wrong")).toEqual([...rules, "published"].toSorted());
  });

  it("show their rule in every case", () => {
    const without = Object.values(RULES).flatMap(({ id }) =>
      readTable("wrong", id)
        .filter(({ finds }) => !finds.some((line) => line.split(" ")[1] === id))
        .map(({ title }) => `${id}: ${title}`),
    );
    expect(without).toEqual([]);
  });

  it("hold at least 120 files", () => {
    const cases = tables("wrong").flatMap((table) => readTable("wrong", table));
    expect(cases.length).toBeGreaterThanOrEqual(120);
  });

  it("show a fix for every finding", () => {
    const withoutFix = tables("wrong")
      .flatMap((table) => readTable("wrong", table))
      .flatMap(({ path, text, options, title }) =>
        fileFindings(path, text, options)
          .filter(({ fixes }) => fixes.length === 0)
          .map(({ code }) => `${title}: ${code}`),
      );
    expect(withoutFix).toEqual([]);
  });
});
