import { valueRule } from "../check/valueForm.ts";

/** The header's name again at the beginning of its value, as in `"Authorization": "Authorization: Bearer …"` (R46). */
export const headerNameInValue = valueRule("headerNameInValue", {
  message: (_credential, name) =>
    `The value of “${name}” begins with the name of a header, so the server reads the name as a part of the credential and refuses it.`,
  title: () => "Remove the name from the value",
});
