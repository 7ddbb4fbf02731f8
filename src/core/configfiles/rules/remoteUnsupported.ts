import { t } from "@vscode/l10n";
import type { TextEdit } from "../../finding.ts";
import { adopt, edit } from "../check/fixes.ts";
import type { ServerContext, ServerRule } from "../check/rule.ts";
import { bridgeCommand } from "../read/bridgeCommand.ts";
import { asHeader, credentialsOf } from "../read/credential.ts";
import { correctedName } from "../read/credentialHeader.ts";
import type { ServerEntry } from "../read/entry.ts";
import { indentationOf, lineBreakBefore } from "../syntax/memberEdits.ts";
import type { ObjectNode } from "../syntax/node.ts";
import { quote, spanText } from "../syntax/node.ts";

/** A URL in the file of a client that starts commands only: Claude Desktop (R47). */
export const remoteUnsupported: ServerRule = {
  id: "remoteUnsupported",
  severity: "error",
  stage: "address",
  scope: "server",
  find(server, context) {
    if (
      server.format.remote ||
      server.disabled ||
      server.kind !== "remote" ||
      server.urlMember === undefined
    )
      return [];
    const { key } = server.urlMember;
    const url = server.url === undefined ? "" : spanText(server.url);
    if (url === "") return [];
    return [
      {
        range: { offset: key.offset, length: key.length },
        message: t(
          "{0} starts commands only and does not connect to an address in this file, so “{1}” will not appear.",
          server.format.client,
          server.name,
        ),
        fixes: [
          edit(t("Run it through mcp-remote"), [wrap(server, url, context)], false),
          adopt(server),
        ],
      },
    ];
  },
};

/** The same server as a command, written with the indentation of the entry that it replaces. */
function wrap(server: ServerEntry, url: string, { text }: ServerContext): TextEdit {
  const { command, args, env } = bridgeCommand(url, headersOf(server));
  const members = [`"command": ${quote(command)}`, `"args": [${args.map(quote).join(", ")}]`];
  if (env !== undefined) {
    const values = Object.entries(env).map(([name, value]) => `${quote(name)}: ${quote(value)}`);
    members.push(`"env": { ${values.join(", ")} }`);
  }
  const { offset, length } = server.node;
  return { range: { offset, length }, text: objectText(text, server.node, members) };
}

/** The headers that are meant, each name once; a header of its own comes before a credential under another key. */
function headersOf(server: ServerEntry): [name: string, value: string][] {
  const own = server.headers.flatMap(({ name, value }) =>
    value === undefined ? [] : [{ name: correctedName(spanText(name)), value: spanText(value) }],
  );
  const others = credentialsOf(server).filter(({ header }) => !server.headers.includes(header));
  const headers = new Map<string, [string, string]>();
  for (const { name, value } of [...own, ...others.map(asHeader)]) {
    if (!headers.has(name.toLowerCase())) headers.set(name.toLowerCase(), [name, value]);
  }
  return [...headers.values()];
}

/** An object of these members, on lines of their own where the old one has them so. */
function objectText(text: string, old: ObjectNode, members: readonly string[]): string {
  const inner = old.members[0] && lineBreakBefore(text, old.members[0].offset);
  if (inner === undefined) return `{ ${members.join(", ")} }`;
  const outer = inner.slice(0, inner.length - indentationOf(text, old).length);
  return `{${inner}${members.join(`,${inner}`)}${outer}}`;
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== claude_desktop_config.json | an address in Claude Desktop
{
  "mcpServers": {
    "a": {
      "type": "http",
      "url": "https://a.example.com/mcp",
      "headers": { "X-Region": "eu" }
    }
  }
}
--- finds
error remoteUnsupported a 5 "\"url\""
--- fixed
{
  "mcpServers": {
    "a": {
      "command": "npx",
      "args": ["-y", "mcp-remote", "https://a.example.com/mcp", "--header", "X-Region:eu"]
    }
  }
}
`;
