import { valueRule } from "./valueForm.ts";

/** A misspelt scheme, such as `Bear` or `Bearer:` (R46). Upper and lower case make no difference (RFC 9110, section 11.1). */
export const schemeMisspelt = valueRule("schemeMisspelt", {
  message: ({ scheme }, name) =>
    `The scheme in the value of “${name}” is a misspelling of “${scheme}”, so the server does not recognize the credential.`,
  title: ({ scheme }) => `Change to “${scheme}”`,
});
