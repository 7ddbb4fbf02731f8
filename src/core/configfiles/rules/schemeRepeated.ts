import { valueRule } from "../check/valueForm.ts";

/** Two authentication schemes, as in `Bearer Bearer …`, mostly from pasting a value that has one already (R46). */
export const schemeRepeated = valueRule("schemeRepeated", {
  message: (_credential, name) =>
    `The value of “${name}” has two schemes, so the server takes the second for the token and refuses it.`,
  title: ({ scheme }) => `Keep “${scheme}” once`,
});
