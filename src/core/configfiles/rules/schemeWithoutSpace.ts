import { valueRule } from "../check/valueForm.ts";

/** A scheme and a token without the space between them (RFC 9110, section 11.4). */
export const schemeWithoutSpace = valueRule("schemeWithoutSpace", {
  message: ({ scheme }, name) =>
    `There is no space behind “${scheme}” in the value of “${name}”, so the server finds no token in it.`,
  title: ({ scheme }) => `Add a space behind “${scheme}”`,
});
