import { t } from "@vscode/l10n";
import { adopt } from "../check/fixes.ts";
import type { Fact, FileRule, FoundInFile } from "../check/rule.ts";
import { hostOf } from "../read/address.ts";
import { credentialsOf } from "../read/credential.ts";
import { looksSecret } from "../read/secretShape.ts";
import { spanRange } from "../syntax/node.ts";

/** One literal token for servers of different hosts: each of them could use it at the others (R37). */
export const tokenShared: FileRule = {
  id: "tokenShared",
  severity: "warning",
  stage: "risk",
  scope: "file",
  facts(server) {
    const host = hostOf(server);
    if (host === undefined || host === "") return [];
    return credentialsOf(server)
      .filter(({ token, hasVariable }) => !hasVariable && looksSecret(token, "likely"))
      .map(({ token, tokenSpan }): Fact => ({
        about: token,
        detail: siteOf(host),
        range: spanRange(tokenSpan),
      }));
  },
  find(_file, facts) {
    const byToken = Map.groupBy(facts, ({ about }) => about);
    return facts.flatMap(({ about, detail, server, range }): FoundInFile[] => {
      const other = byToken.get(about)?.find((one) => one.detail !== detail);
      if (other === undefined) return [];
      return [
        {
          server,
          range,
          message: t(
            "“{0}” gets the same token as “{1}”, so each of the two services could use it at the other.",
            server,
            other.server,
          ),
          fixes: [adopt({ name: server })],
        },
      ];
    });
  },
};

/** The last two labels of a host, which hosts of one owner mostly share. */
function siteOf(host: string): string {
  return /^[\d.:]+$/.test(host) ? host : host.split(".").slice(-2).join(".");
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | one token for two services
{
  "mcpServers": {
    "a": { "url": "https://mcp.alpha.example/mcp", "headers": { "Authorization": "Bearer fake-0123456789-abcdef" } },
    "b": { "url": "https://mcp.beta.test/mcp", "headers": { "X-API-Key": "fake-0123456789-abcdef" } }
  }
}
--- finds
warning secretInHeader a 3 "fake-0123456789-abcdef"
warning tokenShared a 3 "fake-0123456789-abcdef"
warning secretInHeader b 4 "fake-0123456789-abcdef"
warning tokenShared b 4 "fake-0123456789-abcdef"
--- fixed
{
  "mcpServers": {
    "a": { "url": "https://mcp.alpha.example/mcp", "headers": { "Authorization": "Bearer \${env:A_TOKEN}" } },
    "b": { "url": "https://mcp.beta.test/mcp", "headers": { "X-API-Key": "\${env:B_API_KEY}" } }
  }
}
`;
