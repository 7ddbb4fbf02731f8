import { t } from "@vscode/l10n";
import { changeToText, edit } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { addressOf } from "../read/address.ts";
import { isHttpAllowed } from "../read/bridge.ts";
import { lineBreakBefore } from "../syntax/memberEdits.ts";
import { rangeEnd, replaceSpan, spanRange, spanText, subSpan } from "../syntax/node.ts";

/** An http address that `mcp-remote` refuses to connect to without `--allow-http` (R22). */
export const bridgeInsecureUrl: ServerRule = {
  id: "bridgeInsecureUrl",
  severity: "error",
  stage: "bridge",
  scope: "server",
  find(server, { text }) {
    const url = server.bridge?.url;
    const address = url && addressOf(spanText(url));
    if (url === undefined || address?.protocol !== "http" || server.bridge?.allowHttp === true)
      return [];
    if (isHttpAllowed(address.host)) return [];
    const separator = lineBreakBefore(text, url.node.offset) ?? " ";
    const behind = { offset: rangeEnd(url.node), length: 0 };
    return [
      {
        range: spanRange(url),
        message: t(
          "mcp-remote connects over http to this machine only, unless “--allow-http” stands behind the address, so it will stop at once.",
        ),
        fixes: [
          edit(changeToText("https"), [replaceSpan(subSpan(url, 0, 4), "https")], false),
          edit(
            t("Add “--allow-http”"),
            [{ range: behind, text: `,${separator}"--allow-http"` }],
            false,
          ),
        ],
      },
    ];
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | http without the permission for it
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "http://a.example.com/mcp"] } } }
--- finds
error bridgeInsecureUrl a 1 "http://a.example.com/mcp"
--- fixed
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp"] } } }
=== claude_desktop_config.json | a loopback address that mcp-remote does not know for one
{ "mcpServers": { "a": { "command": "npx", "args": ["-y", "mcp-remote", "http://[::1]:8123/mcp"] } } }
--- finds
error bridgeInsecureUrl a 1 "http://[::1]:8123/mcp"
--- fixed
{ "mcpServers": { "a": { "command": "npx", "args": ["-y", "mcp-remote", "https://[::1]:8123/mcp"] } } }
`;
