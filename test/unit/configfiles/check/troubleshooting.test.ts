import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RULES as FILE_RULES } from "../../../../src/core/configfiles/rules/index.ts";
import { FAILURES } from "../../../../src/core/diagnosis/failures.ts";
import { RULES } from "../../../../src/core/diagnosis/rules/index.ts";
import { SETTINGS_CODES } from "../../../../src/core/settingsCodes.ts";

const root = new URL("../../../../", import.meta.url);
const page = readFileSync(new URL("docs/troubleshooting.md", root), "utf8");

/** The headings of one part of the page that are codes: one word that begins with a small letter. */
function sectionsOf(part: string): string[] {
  const start = page.indexOf(`\n## ${part}\n`);
  const end = page.indexOf("\n## ", start + 1);
  const text = page.slice(start, end < 0 ? undefined : end);
  return [...text.matchAll(/^#{3,4} ([a-z]\w+)$/gm)].map(([, code = ""]) => code).toSorted();
}

describe("docs/troubleshooting.md", () => {
  it("has a section for each code of a finding in a file, and no other", () => {
    expect(sectionsOf("In a configuration file")).toEqual(
      Object.values(FILE_RULES)
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  it("has a section for each code of our settings, there or among the files", () => {
    const all = new Set([
      ...sectionsOf("In the settings of MCP Connect"),
      ...sectionsOf("In a configuration file"),
    ]);
    expect(Object.keys(SETTINGS_CODES).filter((code) => !all.has(code))).toEqual([]);
    expect(
      sectionsOf("In the settings of MCP Connect").filter((code) => !(code in SETTINGS_CODES)),
    ).toEqual([]);
  });

  it("has a section for each rule on refused requests, and no other", () => {
    expect(sectionsOf("When a server refuses a request")).toEqual(Object.keys(RULES).toSorted());
  });

  it("has a section for each code of a failure, there or among the files, and no other", () => {
    const codes = Object.keys(FAILURES);
    const here = sectionsOf("When connecting or signing in fails");
    const inFiles = sectionsOf("In a configuration file");
    expect(codes.filter((code) => !here.includes(code) && !inFiles.includes(code))).toEqual([]);
    expect(here.filter((code) => !codes.includes(code))).toEqual([]);
  });

  it("links only to sections that exist", () => {
    const anchors = new Set(
      [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
        title
          .toLowerCase()
          .replaceAll(/[^\w -]/g, "")
          .replaceAll(" ", "-"),
      ),
    );
    const links = [...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor = ""]) => anchor);
    expect(links.filter((anchor) => !anchors.has(anchor))).toEqual([]);
  });
});
