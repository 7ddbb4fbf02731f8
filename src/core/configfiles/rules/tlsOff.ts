import { t } from "@vscode/l10n";
import { explain } from "../check/fixes.ts";
import type { Found, ServerRule } from "../check/rule.ts";
import { memberOf, spanRange } from "../syntax/node.ts";

/** Verification of certificates turned off, so that anyone can pose as the server (R37). */
export const tlsOff: ServerRule = {
  id: "tlsOff",
  severity: "warning",
  stage: "risk",
  scope: "server",
  find(server) {
    const found = (range: Found["range"]): Found => ({
      range,
      message: t(
        "“{0}” does not check certificates, so anyone on the way can pose as the server and read the credential.",
        server.name,
      ),
      fixes: [explain("tlsOff")],
    });
    const inEnv = server.env
      .filter(
        ({ name, value }) => name === "NODE_TLS_REJECT_UNAUTHORIZED" && value.node.value === "0",
      )
      .map(({ value }) => found(spanRange(value)));
    const keys = ["rejectUnauthorized", "strictSSL", "verifySsl", "verify_ssl"].flatMap((key) => {
      const member = memberOf(server.node, key);
      const isOff = member?.value?.type === "scalar" && member.value.value === false;
      return isOff ? [found({ offset: member.offset, length: member.length })] : [];
    });
    return [...inEnv, ...keys];
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | certificates not checked
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp"], "env": { "NODE_TLS_REJECT_UNAUTHORIZED": "0" } } } }
--- finds
warning tlsOff a 1 "0"
=== .roo/mcp.json | an option that turns the check off
{ "mcpServers": { "a": { "type": "sse", "url": "https://a.example.com/sse", "rejectUnauthorized": false } } }
--- finds
warning tlsOff a 1 "\"rejectUnauthorized\": false"
`;
