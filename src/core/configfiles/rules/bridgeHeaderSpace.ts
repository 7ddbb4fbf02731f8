import { t } from "@vscode/l10n";
import type { Fix } from "../../finding.ts";
import { adopt, edit, explain } from "../check/fixes.ts";
import type { ServerContext, ServerRule } from "../check/rule.ts";
import { correctedName } from "../read/credentialHeader.ts";
import type { HeaderEntry, ServerEntry } from "../read/entry.ts";
import { variablesIn } from "../read/variables.ts";
import { appendMember, insertBefore } from "../syntax/memberEdits.ts";
import type { Span } from "../syntax/node.ts";
import { memberOf, quote, replaceSpan, spanOf, spanRange, spanText } from "../syntax/node.ts";

/** A blank in a `--header` argument, at which Claude Desktop and Cursor break it up on Windows (R22, R47). */
export const bridgeHeaderSpace: ServerRule = {
  id: "bridgeHeaderSpace",
  severity: "warning",
  stage: "bridge",
  scope: "server",
  find(server, context) {
    const { splitsArguments, client } = server.format;
    if (server.bridge === undefined || !splitsArguments) return [];
    return [...server.bridge.headers, ...server.bridge.meant]
      .filter(({ name, value }) => /\s/.test(name.node.value) || /\s/.test(value?.node.value ?? ""))
      .map((header) => ({
        range: spanRange(spanOf(header.name.node)),
        message: t(
          "On Windows, {0} breaks this argument up at its blanks, so mcp-remote gets a part of the header only.",
          client,
        ),
        fixes: isWhole(header) ? fixesFor(server, header, context) : [explain("bridgeHeaderSpace")],
      }));
  },
};

/** Whether the argument is `Name: value` and nothing else; other forms have to be put right first. */
function isWhole({ name, value }: HeaderEntry): boolean {
  return name.start === 0 && name.node === value?.node && name.node.value[name.end] === ":";
}

/** Takes the value over into `env`, which may have blanks, and leaves `Name:${VARIABLE}`. */
function fixesFor(server: ServerEntry, header: HeaderEntry, { text }: ServerContext): Fix[] {
  const argument = spanOf(header.name.node);
  const name = correctedName(spanText(header.name));
  const value = spanText(argument)
    .slice(header.name.end + 1)
    .trim();
  if (!/\s/.test(value)) {
    return [edit(t("Remove the blanks"), [replaceSpan(argument, `${name}:${value}`)], true)];
  }
  const moved = forEnv(server, argument, value);
  if (moved === undefined) return [explain("bridgeHeaderSpace"), adopt(server)];
  const env = memberOf(server.node, "env");
  const variable = freeName(server);
  const shortened = replaceSpan(argument, `${name}:\${${variable}}`);
  if (env === undefined) {
    const object = `{ ${quote(variable)}: ${quote(moved)} }`;
    return [
      edit(
        t("Move the value to “env”"),
        [shortened, appendMember(text, server.node, "env", object)],
        true,
      ),
    ];
  }
  if (env.value?.type !== "object") return [];
  const first = env.value.members[0];
  const added =
    first === undefined
      ? appendMember(text, env.value, variable, quote(moved))
      : insertBefore(text, first, variable, quote(moved));
  return [edit(t("Move the value to “env”"), [shortened, added], true)];
}

/** The value as `env` needs it: variables that the bridge expanded are for the client to expand there. */
function forEnv({ format }: ServerEntry, argument: Span, value: string): string | undefined {
  let text = value;
  for (const { form, name, span } of variablesIn(argument)) {
    if (format.variables?.includes(form) === true) continue;
    if (form !== "shell" || format.reference === undefined) return undefined;
    text = text.replace(spanText(span), () => format.reference?.(name) ?? "");
  }
  return text;
}

function freeName({ env }: ServerEntry): string {
  const taken = new Set(env.map(({ name }) => name));
  let name = "AUTH_HEADER";
  for (let count = 2; taken.has(name); count += 1) name = `AUTH_HEADER_${count}`;
  return name;
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | blanks in the header
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "X-API-Key: \${A_KEY}"] } } }
--- finds
warning bridgeHeaderSpace a 1 "X-API-Key: \${A_KEY}"
--- fixed
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "X-API-Key:\${A_KEY}"] } } }
=== claude_desktop_config.json | blanks, and an environment that is there already
{
  "mcpServers": {
    "a": {
      "command": "npx",
      "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "Authorization:Bearer \${A_TOKEN}"],
      "env": {
        "LOG": "1"
      }
    }
  }
}
--- finds
warning bridgeHeaderSpace a 5 "Authorization:Bearer \${A_TOKEN}"
=== .cursor/mcp.json | a variable, which Cursor has to expand in the environment
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "Authorization: Bearer \${A_TOKEN}"], "env": {} } } }
--- finds
warning bridgeHeaderSpace a 1 "Authorization: Bearer \${A_TOKEN}"
--- fixed
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "Authorization:\${AUTH_HEADER}"], "env": { "AUTH_HEADER": "Bearer \${env:A_TOKEN}" } } } }
`;
