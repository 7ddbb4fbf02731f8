import { expect, it } from "vitest";
import { spanOf, spanText } from "../../../../src/core/configfiles/syntax/node.ts";
import { variablesIn } from "../../../../src/core/configfiles/read/variables.ts";

function found(value: string): string[] {
  const node = {
    type: "string",
    value,
    offset: 0,
    length: value.length + 2,
    quote: 1,
    plain: true,
  } as const;
  return variablesIn(spanOf(node)).map(
    ({ form, name, span }) => `${form} ${name} ${spanText(span)}`,
  );
}

it.each([
  ["Bearer ${input:wb-token}", ["input wb-token ${input:wb-token}"]],
  ["${env:A}/${B}", ["env A ${env:A}", "shell B ${B}"]],
  ["${A:-x}${B-y}", ["shellDefault A ${A:-x}", "shellDefault B ${B-y}"]],
  ["$A_TOKEN", ["dollar A_TOKEN $A_TOKEN"]],
  ["$env:A_TOKEN", ["foreign A_TOKEN $env:A_TOKEN"]],
  [
    "${workspaceFolder}/x ${config:a.b} ${/}",
    [
      "editor workspaceFolder ${workspaceFolder}",
      "editor config:a.b ${config:a.b}",
      "editor / ${/}",
    ],
  ],
  ["${process.env.A}", ["foreign A ${process.env.A}"]],
  ["${inputs.a}", ["foreign a ${inputs.a}"]],
  [
    "{env:A} @{B} {{C}} %D%",
    ["foreign A {env:A}", "foreign B @{B}", "foreign C {{C}}", "foreign D %D%"],
  ],
  ["${file:/run/key}", ["file /run/key ${file:/run/key}"]],
  ["${CLAUDE_PLUGIN_ROOT} {{PROJECT_PATH}} ${extensionPath} $HOME", []],
  ["{your-key} 100% a@b.c $5 ${} ${a b}", []],
])("%s", (value, uses) => {
  expect(found(value)).toEqual(uses);
});
