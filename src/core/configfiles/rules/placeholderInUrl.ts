import { t } from "@vscode/l10n";
import { explain } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { placeholderInUrl as find } from "../read/placeholder.ts";
import { spanRange, spanText, subSpan } from "../syntax/node.ts";

/** An address with a part left to fill in: `<YOUR_OMNI_INSTANCE>`, `{tenantId}`, `your-company` (R24, R34). */
export const placeholderInUrl: ServerRule = {
  id: "placeholderInUrl",
  severity: "error",
  stage: "placeholder",
  scope: "server",
  find(server) {
    if (server.url === undefined || server.disabled) return [];
    const match = find(spanText(server.url));
    if (match === undefined) return [];
    const span = subSpan(server.url, match.start, match.end);
    return [
      {
        range: spanRange(span),
        message: t(
          "“{0}” in the address has to be replaced by your own value, so nothing can be reached there.",
          spanText(span),
        ),
        fixes: [explain("placeholderInUrl")],
      },
    ];
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | Omni's instance left open
{ "mcpServers": { "omni": { "url": "https://<YOUR_OMNI_INSTANCE>/mcp/https", "headers": { "Authorization": "Bearer \${env:OMNI_KEY}" } } } }
--- finds
error placeholderInUrl omni 1 "<YOUR_OMNI_INSTANCE>"
=== .vscode/settings.json | a tenant left open in our own settings
{ "mcpConnect.servers": { "graph": { "url": "https://mcp.example.com/{tenantId}/mcp" } } }
--- finds
error placeholderInUrl graph 1 "{tenantId}"
=== .mcp.json | a company left open
{ "mcpServers": { "a": { "type": "http", "url": "https://your-company.example.com/mcp" } } }
--- finds
error placeholderInUrl a 1 "your-company"
=== .roo/mcp.json | capitals in the address
{ "mcpServers": { "a": { "type": "streamable-http", "url": "https://a.example.com/YOUR_PROJECT_ID/mcp" } } }
--- finds
error placeholderInUrl a 1 "YOUR_PROJECT_ID"
=== claude_desktop_config.json | in the address of a bridge
{ "mcpServers": { "a": { "command": "npx", "args": ["mcp-remote", "https://<account>.example.com/mcp"] } } }
--- finds
error placeholderInUrl a 1 "<account>"
`;
