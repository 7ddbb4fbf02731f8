import { t } from "@vscode/l10n";
import { changeTo, edit } from "../check/fixes.ts";
import type { Found, ServerRule } from "../check/rule.ts";
import type { Member, ObjectNode } from "../syntax/node.ts";
import { memberOf, objectOf, quote } from "../syntax/node.ts";

/** The implicit flow, or PKCE turned off: OAuth 2.1 does without both (R37). */
export const unsafeFlow: ServerRule = {
  id: "unsafeFlow",
  severity: "error",
  stage: "risk",
  scope: "server",
  find(server) {
    if (!server.format.isOwn) return [];
    const auth = objectOf(memberOf(server.node, "auth")?.value);
    if (auth === undefined) return [];
    return [...implicit(auth), ...withoutPkce(auth)];
  },
};

function implicit(auth: ObjectNode): Found[] {
  const flow = memberOf(auth, "flow")?.value;
  if (flow?.type !== "string" || !/^(?:implicit|token|password)$/i.test(flow.value)) return [];
  const range = { offset: flow.offset, length: flow.length };
  return [
    {
      range,
      message: t(
        "The flow {0} exposes the token or the password and is not part of OAuth 2.1, so MCP Connect does not use it.",
        quote(flow.value),
      ),
      fixes: [
        edit(changeTo("authorization_code"), [{ range, text: '"authorization_code"' }], true),
      ],
    },
  ];
}

function withoutPkce(auth: ObjectNode): Found[] {
  return ["usePKCE", "pkce"].flatMap((key) => {
    const member: Member | undefined = memberOf(auth, key);
    if (member?.value?.type !== "scalar" || member.value.value !== false) return [];
    const range = { offset: member.value.offset, length: member.value.length };
    return [
      {
        range,
        underlinedByEditor: key === "usePKCE",
        message: t(
          "PKCE protects the sign-in from stolen codes and cannot be turned off, so the server cannot be used like this.",
        ),
        fixes: [edit(changeTo("true"), [{ range, text: "true" }], true)],
      },
    ];
  });
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .vscode/settings.json | the implicit flow, and no PKCE
{ "mcpConnect.servers": { "a": { "url": "https://a.example.com/mcp", "auth": { "type": "oauth", "flow": "implicit", "usePKCE": false } } } }
--- finds
error unsafeFlow a 1 "\"implicit\""
error unsafeFlow a 1 "false" underlined
--- fixed
{ "mcpConnect.servers": { "a": { "url": "https://a.example.com/mcp", "auth": { "type": "oauth", "flow": "authorization_code", "usePKCE": true } } } }
`;
