import { t } from "@vscode/l10n";
import { reservedFieldProblem } from "../../http/reservedFields.ts";
import { changeTo } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { isHeaderName } from "../read/credentialHeader.ts";
import { intendedHeader } from "../read/headerNames.ts";
import { replaceSpan, spanRange, spanText } from "../syntax/node.ts";

/** A header name that is a misspelling of a well-known credential header (R19, R45). */
export const headerName: ServerRule = {
  id: "headerName",
  severity: "error",
  stage: "name",
  scope: "server",
  find(server) {
    const present = new Set(server.headers.map(({ name }) => spanText(name).toLowerCase()));
    return server.headers.flatMap(({ name }) => {
      const written = spanText(name);
      const intended = intendedHeader(written);
      // A name that cannot be one at all is for the rule on that.
      if (intended === undefined || !isHeaderName(written)) return [];
      const reserved = server.format.isOwn ? reservedFieldProblem(intended) : undefined;
      if (reserved !== undefined) {
        return {
          range: spanRange(name),
          message: t(
            "The header “{0}” is a misspelling of “{1}”, which MCP Connect never sends for a server, so no one will see the credential in it.",
            written,
            intended,
          ),
          fixes: reserved.fixes,
        };
      }
      return {
        range: spanRange(name),
        message: t(
          "The header “{0}” is a misspelling of “{1}”, so the server will not see the credential in it.",
          written,
          intended,
        ),
        fixes: [
          {
            kind: "edit",
            title: changeTo(intended),
            edits: [replaceSpan(name, intended)],
            safe: !present.has(intended.toLowerCase()),
          },
        ],
      };
    });
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | one letter left out
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorizaton": "Bearer \${env:A}" } } } }
--- finds
error headerName a 1 "Authorizaton"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .cursor/mcp.json | a French spelling
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Autorisation": "Bearer \${env:A}" } } } }
--- finds
error headerName a 1 "Autorisation"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .vscode/mcp.json | two letters swapped, comments and tabs around
{
	// team servers
	"servers": {
		"a": {
			"type": "http", // streamable
			"url": "https://a.example.com/mcp",
			"headers": {
				/* from the vault */ "Authroization": "Bearer \${env:A}", // keep
			},
		},
	},
}
--- finds
error headerName a 8 "Authroization"
--- fixed
{
	// team servers
	"servers": {
		"a": {
			"type": "http", // streamable
			"url": "https://a.example.com/mcp",
			"headers": {
				/* from the vault */ "Authorization": "Bearer \${env:A}", // keep
			},
		},
	},
}
=== .mcp.json | a doubled letter, CRLF line ends | crlf
{
  "mcpServers": {
    "a": {
      "type": "http",
      "url": "https://a.example.com/mcp",
      "headers": {
        "Authorizzation": "Bearer \${A}"
      }
    }
  }
}
--- finds
error headerName a 7 "Authorizzation"
--- fixed
{
  "mcpServers": {
    "a": {
      "type": "http",
      "url": "https://a.example.com/mcp",
      "headers": {
        "Authorization": "Bearer \${A}"
      }
    }
  }
}
=== .roo/mcp.json | an API key's header, letters swapped
{ "mcpServers": { "a": { "type": "streamable-http", "url": "https://a.example.com/mcp", "headers": { "X-API-Kye": "\${env:A}" } } } }
--- finds
error headerName a 1 "X-API-Kye"
--- fixed
{ "mcpServers": { "a": { "type": "streamable-http", "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${env:A}" } } } }
=== cline_mcp_settings.json | an API key's header, a letter left out
{ "mcpServers": { "a": { "type": "streamableHttp", "url": "https://a.example.com/mcp", "headers": { "Api-Ky": "\${env:A}" } } } }
--- finds
error headerName a 1 "Api-Ky"
--- fixed
{ "mcpServers": { "a": { "type": "streamableHttp", "url": "https://a.example.com/mcp", "headers": { "Api-Key": "\${env:A}" } } } }
=== .kiro/settings/mcp.json | Workato's token header
{ "mcpServers": { "a": { "url": "https://apim.example.com/mcp", "headers": { "API-Tokne": "\${A}" } } } }
--- finds
error headerName a 1 "API-Tokne"
--- fixed
{ "mcpServers": { "a": { "url": "https://apim.example.com/mcp", "headers": { "API-Token": "\${A}" } } } }
=== .gemini/settings.json | X-Auth-Token
{ "mcpServers": { "a": { "httpUrl": "https://a.example.com/mcp", "headers": { "X-Auth-Tokan": "\${A}" } } } }
--- finds
error headerName a 1 "X-Auth-Tokan"
--- fixed
{ "mcpServers": { "a": { "httpUrl": "https://a.example.com/mcp", "headers": { "X-Auth-Token": "\${A}" } } } }
=== .copilot/mcp-config.json | Proxy-Authorisation
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Proxy-Authorisation": "Basic \${A}" }, "tools": ["*"] } } }
--- finds
error headerName a 1 "Proxy-Authorisation"
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Proxy-Authorization": "Basic \${A}" }, "tools": ["*"] } } }
=== .github/mcp.json | British spelling in a name of the service's own
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "X-Acme-Authorisation": "\${A}" } } } }
--- finds
error headerName a 1 "X-Acme-Authorisation"
--- fixed
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "X-Acme-Authorization": "\${A}" } } } }
=== .zed/settings.json | in Zed
{ "context_servers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Autorization": "Bearer \${A}" } } } }
--- finds
error headerName a 1 "Autorization"
--- fixed
{ "context_servers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${A}" } } } }
=== .codex/config.toml | in TOML, inline
[mcp_servers.a]
url = "https://a.example.com/mcp" # the API
env_http_headers = { "X-Other" = "OTHER" }
http_headers = { "Authorisation" = "Basic dXNlcjpwYXNz" }
--- finds
error headerName a 4 "Authorisation"
warning secretInHeader a 4 "dXNlcjpwYXNz"
--- fixed
[mcp_servers.a]
url = "https://a.example.com/mcp" # the API
env_http_headers = { "X-Other" = "OTHER" }
http_headers = { "Authorization" = "Basic dXNlcjpwYXNz" }
=== .codex/config.toml | in TOML, as a table with a bare key
[mcp_servers.a]
url = "https://a.example.com/mcp"

[mcp_servers.a.http_headers]
X-API-Keyy = '0'
--- finds
error headerName a 5 "X-API-Keyy"
--- fixed
[mcp_servers.a]
url = "https://a.example.com/mcp"

[mcp_servers.a.http_headers]
X-API-Key = '0'
=== mcp_config.json | in the file of an unknown client
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorisation": "Bearer \${A}" } } } }
--- finds
error headerName a 1 "Authorisation"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${A}" } } } }
=== .vscode/settings.json | in our own settings
{
  "mcpConnect.servers": {
    "workato": { "url": "https://apim.example.com/mcp", "auth": { "type": "token", "header": "API-Tokn", "scheme": "" } }
  }
}
--- finds
error headerName workato 3 "API-Tokn"
--- fixed
{
  "mcpConnect.servers": {
    "workato": { "url": "https://apim.example.com/mcp", "auth": { "type": "token", "header": "API-Token", "scheme": "" } }
  }
}
=== app.code-workspace | in a workspace file
{
  "folders": [],
  "settings": {
    "mcp": { "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorisation": "Bearer \${env:A}" } } } },
    "mcpConnect.servers": { "b": { "url": "https://b.example.com/mcp", "headers": { "X-Api-Kee": "\${env:B}" } } }
  }
}
--- finds
error headerName a 4 "Authorisation"
error headerName b 5 "X-Api-Kee"
--- fixed
{
  "folders": [],
  "settings": {
    "mcp": { "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } },
    "mcpConnect.servers": { "b": { "url": "https://b.example.com/mcp", "headers": { "X-API-Key": "\${env:B}" } } }
  }
}
=== claude_desktop_config.json | in a bridge's argument
{
  "mcpServers": {
    "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "Authorisation:\${AUTH}"] }
  }
}
--- finds
error headerName a 3 "Authorisation"
--- fixed
{
  "mcpServers": {
    "a": { "command": "npx", "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "Authorization:\${AUTH}"] }
  }
}
=== .cursor/mcp.json | beside the right one, so that renaming needs a look
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}", "Authorisation": "Bearer \${env:B}" } } } }
--- finds
error headerName a 1 "Authorisation"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}", "Authorization": "Bearer \${env:B}" } } } }
=== .cursor/mcp.json | an escape in the name
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authori\u0073ation": "Bearer \${env:A}" } } } }
--- finds
error headerName a 1 "\"Authori\\u0073ation\""
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A}" } } } }
=== .cursor/mcp.json | doubled hyphens
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-API--Key": "\${env:A}" } } } }
--- finds
error headerName a 1 "X-API--Key"
--- fixed
{ "mcpServers": { "a": { "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "\${env:A}" } } } }
=== .gemini/settings.json | broken in the middle, with what can still be read
{
  "mcpServers": {
    "a": { "httpUrl": "https://a.example.com/mcp", "headers": { "Authorisation": "Bearer $A" } },
    "b": { "httpUrl": process.env.B_URL }
  }
}
--- finds
error headerName a 3 "Authorisation"
error syntax - 4 "process.env.B_URL" underlined
--- fixed
{
  "mcpServers": {
    "a": { "httpUrl": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer $A" } },
    "b": { "httpUrl": process.env.B_URL }
  }
}
=== .vscode/settings.json | a name among the secret headers of our settings
{ "mcpConnect.servers": { "a": { "url": "https://a.example.com/mcp", "auth": { "type": "none" }, "secretHeaders": { "X-API-Kye": {} } } } }
--- finds
error headerName a 1 "X-API-Kye"
--- fixed
{ "mcpConnect.servers": { "a": { "url": "https://a.example.com/mcp", "auth": { "type": "none" }, "secretHeaders": { "X-API-Key": {} } } } }
=== .vscode/settings.json | a header for a proxy, which our settings never send
{ "mcpConnect.servers": { "a": { "url": "https://a.example.com/mcp", "auth": { "type": "none" }, "headers": { "Proxy-Authorisation": "eu" } } } }
--- finds
error headerName a 1 "Proxy-Authorisation"
`;
