import { constantCase } from "../../configfiles/variableName.ts";
import type { ServerEntry } from "../../configfiles/entry.ts";
import type { Span } from "../../configfiles/node.ts";
import { replaceSpan, spanRange, spanText } from "../../configfiles/node.ts";
import type { Fix } from "../finding.ts";
import type { VariableUse } from "../../configfiles/variables.ts";
import { variablesIn } from "../../configfiles/variables.ts";
import { adopt, edit, explain } from "./fixes.ts";
import { codexVariableFix } from "./codexVariable.ts";
import type { Found, ServerContext, ServerRule } from "./rule.ts";

/** A variable in a form that this client does not expand, so that it is sent or used as it stands (R33, R46). */
export const variableNotExpanded: ServerRule = {
  id: "variableNotExpanded",
  severity: "error",
  scope: "server",
  find(server, context) {
    if (server.format.variables === undefined || server.disabled) return [];
    const sent = placesSent(server).flatMap((place) => judge(server, place, true, context));
    const local = server.env.flatMap(({ value }) => judge(server, value, false, context));
    return [...sent, ...local];
  },
};

/** What goes to a server: the URL and the headers, and credentials of our own settings. */
function placesSent(server: ServerEntry): Span[] {
  if (server.kind === "bridge" || server.kind === "local") return [];
  const values = server.headers.flatMap(({ value }) => value ?? []);
  return server.url === undefined ? values : [server.url, ...values];
}

function judge(server: ServerEntry, place: Span, sent: boolean, context: ServerContext): Found[] {
  const { client, variables = [] } = server.format;
  return variablesIn(place).flatMap((use): Found[] => {
    if (variables.includes(use.form)) return [];
    // A dollar sign, or per cent signs, in a value of a command's environment may well be meant.
    const bare = use.form === "dollar" || use.form === "foreign";
    if (bare && !sent && spanText(place) !== spanText(use.span)) return [];
    if (use.form === "dollar" && !isWhole(place, use)) return [];
    const text = spanText(use.span);
    const consequence = sent ? "sends it as it stands" : "passes it on as it stands";
    return [
      {
        server: server.name,
        range: spanRange(use.span),
        ...(!sent && { severity: "warning" }),
        message: `${client} does not expand “${text}” and ${consequence}, so the server gets the variable's name instead of its value.`,
        ...(server.format.schema && text.startsWith("${") && { underlinedByEditor: true }),
        fixes: fixesFor(server, use, context),
      },
    ];
  });
}

/** Whether a `$NAME` is the whole value, or the whole token behind a scheme. */
function isWhole(place: Span, use: VariableUse): boolean {
  const before = spanText(place).slice(0, use.span.start - place.start);
  return use.span.end === place.end && /^(?:\w+ )?$/.test(before);
}

function fixesFor(server: ServerEntry, use: VariableUse, context: ServerContext): Fix[] {
  const { reference, variables = [] } = server.format;
  if (server.format.id === "codex") return codexVariableFix(server, use) ?? [adopt(server)];
  if (use.form === "foreign" && variables.includes("input") && context.inputs.has(use.name)) {
    const text = `\${input:${use.name}}`;
    return [edit(`Change to ${text}`, [replaceSpan(use.span, text)], true)];
  }
  const name = use.form === "input" ? constantCase(use.name) : use.name;
  if (reference === undefined || !/^[A-Za-z_]\w*$/.test(name)) {
    return server.kind === "local" ? [explain("variableNotExpanded")] : [adopt(server)];
  }
  const text = reference(name);
  const safe = use.form !== "input" && use.form !== "shellDefault";
  return [edit(`Change to ${text}`, [replaceSpan(use.span, text)], safe)];
}
