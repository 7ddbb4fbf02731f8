import { meantScheme } from "../read/credentialValue.ts";
import type { ServerEntry } from "../read/entry.ts";
import { memberOf, replaceSpan, spanOf, spanRange, stringOf } from "../syntax/node.ts";
import { edit } from "../check/fixes.ts";
import type { Found, ServerRule } from "../check/rule.ts";
import { valueRule } from "../check/valueForm.ts";

const inHeaders = valueRule("schemeMisspelt", {
  message: ({ scheme }, name) =>
    `The scheme in the value of “${name}” is a misspelling of “${scheme}”, so the server does not recognize the credential.`,
  title: ({ scheme }) => `Change to “${scheme}”`,
});

/** A misspelt scheme, such as `Bear` or `Bearer:` (R46). Upper and lower case make no difference (RFC 9110, section 11.1). */
export const schemeMisspelt: ServerRule = {
  ...inHeaders,
  find: (server, context) => [...inHeaders.find(server, context), ...inOwnSettings(server)],
};

/** `auth.scheme` of our own settings. */
function inOwnSettings(server: ServerEntry): Found[] {
  if (!server.format.isOwn) return [];
  const scheme = stringOf(memberOf(memberOf(server.node, "auth")?.value, "scheme")?.value);
  const word = scheme?.value.trim().replace(/:$/, "") ?? "";
  const right = meantScheme(word) ?? (/^[A-Za-z]+$/.test(word) ? word : undefined);
  if (scheme === undefined || right === undefined || right === scheme.value) return [];
  return [
    {
      range: spanRange(spanOf(scheme)),
      message: `The scheme is a misspelling of “${right}”, so the server does not recognize the credential.`,
      fixes: [edit(`Change to “${right}”`, [replaceSpan(spanOf(scheme), right)], true)],
    },
  ];
}
