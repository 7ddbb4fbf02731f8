import { describe, expect, it } from "vitest";
import { findReferences, resolveReferences } from "../../src/core/environment.ts";

const VARIABLES: Record<string, string> = {
  WB_TOKEN: "t0ken",
  EMPTY: " ",
  NESTED: "${env:WB_TOKEN}",
  "ProgramFiles(x86)": "C:\\Programs",
};

function resolve(text: string) {
  const result = resolveReferences(text, (name) => VARIABLES[name]);
  return result.kind === "resolved" ? result.value.reveal() : result.problems;
}

describe("A settings value with references", () => {
  it.each([
    ["no reference", "no reference"],
    ["${env:WB_TOKEN}", "t0ken"],
    ["Bearer ${env:WB_TOKEN}!", "Bearer t0ken!"],
    ["${env:WB_TOKEN}${ env:WB_TOKEN }", "t0kent0ken"],
    ["${env:ProgramFiles(x86)}", "C:\\Programs"],
    ["a$b $WB_TOKEN {x} %y%", "a$b $WB_TOKEN {x} %y%"],
    ["$${env:WB_TOKEN}{", "$t0ken{"],
  ])("R33 is resolved when it is sent: %j", (text, value) => {
    expect(resolve(text)).toBe(value);
  });

  it("R33 takes a variable's value as it stands, whatever it looks like", () => {
    expect(resolve("${env:NESTED}")).toBe("${env:WB_TOKEN}");
  });

  it("R33 follows a variable that changes", () => {
    const values = ["one", "two"];
    const next = () => values.shift();
    const both = [1, 2].map(() => resolveReferences("${env:A}", next));
    expect(both.map((each) => each.kind === "resolved" && each.value.reveal())).toEqual([
      "one",
      "two",
    ]);
  });

  it.each([
    [
      "Bearer ${env:MISSING}",
      [
        {
          code: "unset",
          name: "MISSING",
          sentence:
            "The environment variable MISSING is not set. Set it, then start the editor again from where it is set.",
        },
      ],
    ],
    [
      "${env:EMPTY}",
      [
        {
          code: "empty",
          name: "EMPTY",
          sentence:
            "The environment variable EMPTY is empty. Set it, then start the editor again from where it is set.",
        },
      ],
    ],
    [
      "${WB_TOKEN}",
      [
        {
          code: "bare",
          name: "WB_TOKEN",
          sentence:
            "“${WB_TOKEN}” is not resolved here. Write “${env:WB_TOKEN}” to use the environment variable WB_TOKEN.",
        },
      ],
    ],
    [
      "${input:token} and ${env:MISSING}",
      [
        {
          code: "unknown",
          name: "input:token",
          sentence:
            "“${input:token}” is not resolved here. Write “${env:NAME}” with the name of an environment variable, or set the value as a credential.",
        },
        expect.objectContaining({ code: "unset", name: "MISSING" }),
      ],
    ],
    ["${env:}", [expect.objectContaining({ code: "unknown" })]],
    ["${}", [expect.objectContaining({ code: "unknown" })]],
    ["${env:WB_TOKEN", [expect.objectContaining({ code: "unclosed" })]],
    ["${env:${env:WB_TOKEN}}", [expect.objectContaining({ code: "unclosed" })]],
  ])("R33 is not sent, and the variable is named: %j", (text, problems) => {
    expect(resolve(text)).toEqual(problems);
  });

  it.each([
    "${env:sk-live-51Habcdefghijkl}",
    "${ghp_16C7e42F292c6912E7710c838347}",
    "${env:s3cr3t and more",
    "${a b;c}",
  ])("R37 does not repeat what may be a token in place of a name: %j", (text) => {
    expect(JSON.stringify(resolve(text))).not.toMatch(/sk-live|ghp_|s3cr3t|a b/);
  });

  it("R33 shows where its references are and what to write instead", () => {
    expect(findReferences("a ${env:A} ${B} ${input:c}")).toEqual([
      { form: "env", name: "A", start: 2, end: 10 },
      { form: "bare", name: "B", start: 11, end: 15, replacement: "${env:B}" },
      { form: "other", name: "input:c", start: 16, end: 26 },
    ]);
  });
});
