import { valueRule } from "../check/valueForm.ts";

/** Quotes that are sent as a part of the credential (R46). */
export const valueQuoted = valueRule("valueQuoted", {
  message: (_credential, name) =>
    `The value of “${name}” has quotes in it, which are sent along, so the server refuses the credential.`,
  title: () => "Remove the quotes",
});
