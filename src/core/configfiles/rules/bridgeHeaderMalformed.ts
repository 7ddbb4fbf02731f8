import { t } from "@vscode/l10n";
import type { Fix } from "../../finding.ts";
import { changeTo, edit, explain } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { isPair } from "../read/bridge.ts";
import type { ServerEntry } from "../read/entry.ts";
import type { Span } from "../syntax/node.ts";
import { quote, rangeEnd, replaceSpan, spanRange, spanText } from "../syntax/node.ts";

/** A header argument that `mcp-remote` passes over, as it is not `--header` and `Name:Value` (R22). */
export const bridgeHeaderMalformed: ServerRule = {
  id: "bridgeHeaderMalformed",
  severity: "error",
  stage: "bridge",
  scope: "server",
  find(server) {
    return (server.bridge?.malformed ?? []).map((argument) => ({
      range: spanRange(argument),
      message: t(
        "mcp-remote takes a header as “--header” followed by “Name:Value” and passes over any other form, so this one is not sent.",
      ),
      fixes: fixesFor(server, argument),
    }));
  },
};

function fixesFor({ args }: ServerEntry, argument: Span): Fix[] {
  const text = spanText(argument);
  const next = args[args.findIndex(({ node }) => node === argument.node) + 1];
  const inline = /^--header=(.+)$/s.exec(text)?.[1];
  const range = { offset: argument.node.offset, length: argument.node.length };
  if (inline !== undefined) {
    return [edit(t("Split it in two"), [{ range, text: `"--header", ${quote(inline)}` }], true)];
  }
  if (text === "-H" || text === "--headers") {
    return [edit(changeTo("--header"), [replaceSpan(argument, "--header")], true)];
  }
  const equals = /^([\w-]+)=(.+)$/s.exec(text);
  if (equals !== null) {
    return [
      edit(t("Change “=” to “:”"), [replaceSpan(argument, `${equals[1]}:${equals[2]}`)], true),
    ];
  }
  if (text === "--header" || next === undefined || !isPair(argument, next)) {
    return [explain("bridgeHeaderMalformed")];
  }
  const joined = { offset: range.offset, length: rangeEnd(next.node) - range.offset };
  return [
    edit(
      t("Join name and value"),
      [{ range: joined, text: quote(`${text}:${spanText(next)}`) }],
      true,
    ),
  ];
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .vscode/mcp.json | name and value apart
{ "servers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "X-API-Key", "\${A_KEY}"] } } }
--- finds
error bridgeHeaderMalformed a 1 "X-API-Key"
--- fixed
{ "servers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "X-API-Key:\${A_KEY}"] } } }
=== .mcp.json | an equals sign in the option
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header=X-API-Key:\${A_KEY}"] } } }
--- finds
error bridgeHeaderMalformed a 1 "--header=X-API-Key:\${A_KEY}"
--- fixed
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "X-API-Key:\${A_KEY}"] } } }
=== .mcp.json | an equals sign in the header
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "X-API-Key=\${A_KEY}"] } } }
--- finds
error bridgeHeaderMalformed a 1 "X-API-Key=\${A_KEY}"
--- fixed
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "X-API-Key:\${A_KEY}"] } } }
=== .mcp.json | curl's option
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "-H", "X-API-Key:\${A_KEY}"] } } }
--- finds
error bridgeHeaderMalformed a 1 "-H"
--- fixed
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "X-API-Key:\${A_KEY}"] } } }
=== .mcp.json | nothing behind the option
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header"] } } }
--- finds
error bridgeHeaderMalformed a 1 "--header"
`;
