import { t } from "@vscode/l10n";
import type { Fix } from "../../finding.ts";
import { edit, explain } from "../check/fixes.ts";
import type { Fact, FileRule } from "../check/rule.ts";
import { addInput } from "../plans/inputEdits.ts";
import type { Section, ServerEntry } from "../read/entry.ts";
import { variablesIn } from "../read/variables.ts";
import { spanOf, spanRange, spanText } from "../syntax/node.ts";

/** `${input:id}` without an input of that id: VS Code has nothing to ask for (R47). */
export const inputUndefined: FileRule = {
  id: "inputUndefined",
  severity: "error",
  stage: "variable",
  scope: "file",
  facts: (server) => (server.format.inputs ? inputsUsed(server) : []),
  find(file, facts) {
    return facts
      .filter(({ about, section }) => !section.inputs.some(({ id }) => id === about))
      .map(({ about, detail, range, server, section }) => ({
        server,
        range,
        message: t(
          "No input has the id “{0}”, so {1} cannot ask for “{2}” and the server will not start.",
          about,
          section.format.client,
          detail,
        ),
        fixes: fixesFor(file.text, section, about),
      }));
  },
};

function inputsUsed({ url, headers, ignored, args, env }: ServerEntry): Fact[] {
  const inHeaders = [...headers, ...ignored].flatMap(({ value, origin }) =>
    value === undefined || origin === "argument" ? [] : [value],
  );
  const places = [
    ...(url === undefined ? [] : [url]),
    ...inHeaders,
    ...args,
    ...env.map(({ value }) => value),
  ];
  const spans = new Map(places.map((place) => [place.node, place]));
  return [...spans.keys()]
    .flatMap((node) => variablesIn(spanOf(node)))
    .filter(({ form }) => form === "input")
    .map(({ name, span }) => ({ about: name, detail: spanText(span), range: spanRange(span) }));
}

function fixesFor(text: string, section: Section, id: string): Fix[] {
  const added = addInput(text, section, id);
  if (added === undefined) return [explain("inputUndefined")];
  return [edit(t("Add an input “{0}”, which asks for it once", id), [added], true)];
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .vscode/mcp.json | an input that is not defined, without inputs
{
  "servers": {
    "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${input:token}" } }
  }
}
--- finds
error inputUndefined a 3 "\${input:token}"
--- fixed
{
  "inputs": [{ "type": "promptString", "id": "token", "description": "token", "password": true }],
  "servers": {
    "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${input:token}" } }
  }
}
=== .vscode/mcp.json | an input that is not defined, among others
{
  "inputs": [
    { "type": "promptString", "id": "other", "description": "Other" }
  ],
  "servers": {
    "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${input:key}" } }
  }
}
--- finds
error inputUndefined a 6 "\${input:key}"
--- fixed
{
  "inputs": [
    { "type": "promptString", "id": "other", "description": "Other" },
    { "type": "promptString", "id": "key", "description": "key", "password": true }
  ],
  "servers": {
    "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${input:key}" } }
  }
}
`;
