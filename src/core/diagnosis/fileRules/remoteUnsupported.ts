import { credentialsOf } from "../../configfiles/credential.ts";
import type { ServerEntry } from "../../configfiles/entry.ts";
import { quote, spanText } from "../../configfiles/node.ts";
import { indentationOf, lineBreakBefore } from "../../configfiles/memberEdits.ts";
import { adopt, edit } from "./fixes.ts";
import type { ServerContext, ServerRule } from "./rule.ts";

/** A URL in the file of a client that starts commands only: Claude Desktop (R47). */
export const remoteUnsupported: ServerRule = {
  id: "remoteUnsupported",
  severity: "error",
  scope: "server",
  find(server, context) {
    if (server.format.remote || server.kind !== "remote" || server.urlMember === undefined)
      return [];
    const { key } = server.urlMember;
    const url = server.url === undefined ? "" : spanText(server.url);
    if (url === "") return [];
    return [
      {
        server: server.name,
        range: { offset: key.offset, length: key.length },
        message: `${server.format.client} starts commands only and does not connect to an address in this file, so “${server.name}” will not appear.`,
        fixes: [
          edit("Run it through mcp-remote", [wrap(server, url, context)], false),
          adopt(server),
        ],
      },
    ];
  },
};

/** The same server as a command, its headers without blanks, which Windows would split. */
function wrap(server: ServerEntry, url: string, { text }: ServerContext) {
  const credentials = new Map(credentialsOf(server).map((one) => [one.header, one]));
  const env: Record<string, string> = {};
  const args = ["-y", "mcp-remote", url];
  for (const header of server.headers) {
    const value = header.value === undefined ? "" : spanText(header.value);
    const isCredential = credentials.has(header) || /\s/.test(value);
    const variable =
      Object.keys(env).length === 0 ? "AUTH_HEADER" : `HEADER_${Object.keys(env).length + 1}`;
    if (isCredential) env[variable] = value;
    args.push("--header", `${spanText(header.name)}:${isCredential ? `\${${variable}}` : value}`);
  }
  const members = [
    `"command": "npx"`,
    `"args": [${args.map((arg) => quote(arg)).join(", ")}]`,
    ...(Object.keys(env).length > 0
      ? [
          `"env": { ${Object.entries(env)
            .map(([name, value]) => `${quote(name)}: ${quote(value)}`)
            .join(", ")} }`,
        ]
      : []),
  ];
  const { offset, length } = server.node;
  const first = server.node.members[0];
  const inner = first && lineBreakBefore(text, first.offset);
  const step = indentationOf(text, server.node);
  const outer = inner?.slice(0, inner.length - step.length);
  const body =
    inner === undefined
      ? ` ${members.join(", ")} `
      : `${inner}${members.join(`,${inner}`)}${outer}`;
  return { range: { offset, length }, text: `{${body}}` };
}
