import { config } from "@vscode/l10n";
import { expect, it } from "vitest";
import { completionsAt } from "../../../../src/core/configfiles/assist/completions.ts";
import { hoverAt } from "../../../../src/core/configfiles/assist/hover.ts";
import { readTable, tables, wrongCases } from "../../../fixtures/configfiles/corpus.ts";
import { fileFindings, ofFile } from "./observed.ts";

// A translation of every sentence there is: the sentence in marks.
config({ contents: new Proxy({}, { get: (_bundle, key) => `«${String(key)}»` }) });

const all = [...wrongCases(), ...tables().flatMap((table) => readTable("right", table))];

it("says every sentence in the user's language: findings, fixes, hovers and completions", () => {
  const said = all.flatMap(({ path, text, options }) => [
    ...fileFindings(path, text, options).flatMap(({ message, fixes }) => [
      message,
      ...fixes.map(({ title }) => title),
    ]),
    ...(ofFile(path, text, (file) =>
      Array.from(text, (_character, offset) => [
        ...(hoverAt(file, offset)?.parts ?? []),
        ...(completionsAt(file, offset)?.items.map(({ detail }) => detail) ?? []),
      ]).flat(),
    ) ?? []),
  ]);
  const untranslated = new Set(said.filter((sentence) => !/^«[^]*»$/.test(sentence)));
  expect([...untranslated]).toEqual([]);
});
