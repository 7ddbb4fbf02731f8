import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applyRule, type RuleCode } from "../../../src/core/diagnosis/diagnose.ts";
import type { Examples } from "../../../src/core/diagnosis/example.ts";
import { RULES } from "../../../src/core/diagnosis/rules/index.ts";

const FOLDER = new URL("../../../src/core/diagnosis/rules/", import.meta.url);

/** The examples that stand beside a rule. */
async function examplesOf(code: string): Promise<ReturnType<Examples>> {
  const file: unknown = await import(new URL(`${code}.ts`, FOLDER).href);
  if (!hasExamples(file)) throw new Error(`${code}.ts exports no examples.`);
  return file.examples();
}

function hasExamples(file: unknown): file is { readonly examples: Examples } {
  return (
    typeof file === "object" &&
    file !== null &&
    "examples" in file &&
    typeof file.examples === "function"
  );
}

const codes = Object.keys(RULES).filter((code): code is RuleCode => code in RULES);
const rules = await Promise.all(codes.map(async (code) => [code, await examplesOf(code)] as const));

describe.each(rules)("%s", (code, examples) => {
  it.each(examples)("%s", (_title, evidence, found) => {
    expect(applyRule(code, evidence)).toEqual(
      found && {
        code,
        severity: "error",
        server: "crm",
        shortName: RULES[code].shortName(),
        ...found,
      },
    );
  });

  it("has an example of what it finds, and one of what it leaves alone", () => {
    const kinds = new Set(examples.map(([, , found]) => (found ? "found" : "left alone")));
    expect([...kinds].toSorted()).toEqual(["found", "left alone"]);
  });
});

it("has one file for each rule, and each of them is in use", () => {
  const files = readdirSync(FOLDER)
    .filter((name) => name !== "index.ts")
    .map((name) => name.replace(/\.ts$/, ""));
  expect(codes.toSorted()).toEqual(files.toSorted());
});
