import { valueRule } from "../check/valueForm.ts";

/** A line break in a header's value, which HTTP does not allow (RFC 9110, section 5.5). */
export const valueLineBreak = valueRule("valueLineBreak", {
  message: (_credential, name) =>
    `The value of “${name}” has a line break in it, which no header may have, so the request will fail before it is sent.`,
  title: () => "Remove the line break",
});
