import { t } from "@vscode/l10n";
import { edit } from "../check/fixes.ts";
import type { FileRule } from "../check/rule.ts";
import { credentialsOf } from "../read/credential.ts";
import { variablesIn } from "../read/variables.ts";
import { appendMember } from "../syntax/memberEdits.ts";
import { memberOf, spanRange, stringOf } from "../syntax/node.ts";

/** An input for a credential that shows what is typed, as it lacks `"password": true` (R37). */
export const inputNotPassword: FileRule = {
  id: "inputNotPassword",
  severity: "hint",
  stage: "variable",
  scope: "file",
  facts(server) {
    if (!server.format.inputs) return [];
    return (
      credentialsOf(server)
        .flatMap(({ value }) => variablesIn(value))
        // `${inputs.id}` means an input as well; that it is not expanded is another finding.
        .filter(({ form }) => form === "input" || form === "foreign")
        .map(({ name, span }) => ({ about: name, detail: "", range: spanRange(span) }))
    );
  },
  find(file, facts) {
    const secret = new Set(facts.map(({ about }) => about));
    return file.sections.flatMap((section) => {
      return section.inputs.flatMap(({ id, node }) => {
        const type = stringOf(memberOf(node, "type")?.value)?.value;
        const password = memberOf(node, "password");
        const isSet = password?.value?.type === "scalar" && password.value.value === true;
        if (!secret.has(id) || type !== "promptString" || isSet) return [];
        const value = password?.value;
        const change =
          value === undefined
            ? appendMember(file.text, node, "password", "true")
            : { range: { offset: value.offset, length: value.length }, text: "true" };
        const key = memberOf(node, "id")?.value ?? node;
        return {
          range: { offset: key.offset, length: key.length },
          message: t(
            "The input “{0}” is for a credential but has no “password”, so what is typed shows on the screen.",
            id,
          ),
          fixes: [edit(t('Add "password": true'), [change], true)],
        };
      });
    });
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .vscode/mcp.json | an input for a secret that shows what is typed
{
  "inputs": [
    {
      "type": "promptString",
      "id": "key",
      "description": "Key"
    }
  ],
  "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${input:key}" } } }
}
--- finds
hint inputNotPassword - 5 "\"key\""
--- fixed
{
  "inputs": [
    {
      "type": "promptString",
      "id": "key",
      "description": "Key",
      "password": true
    }
  ],
  "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${input:key}" } } }
}
`;
