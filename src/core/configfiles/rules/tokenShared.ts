import { addressOf } from "../read/address.ts";
import { credentialsOf } from "../read/credential.ts";
import { spanRange, spanText } from "../syntax/node.ts";
import { looksSecret } from "../read/secretShape.ts";
import type { Fact, FileRule, FoundInFile } from "../check/rule.ts";

/** One literal token for servers of different hosts: each of them could use it at the others (R37). */
export const tokenShared: FileRule = {
  id: "tokenShared",
  severity: "warning",
  stage: "risk",
  scope: "file",
  facts(server) {
    const host = server.url && addressOf(spanText(server.url))?.host;
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
          message: `“${server}” gets the same token as “${other.server}”, so each of the two services could use it at the other.`,
          fixes: [
            {
              kind: "action",
              title: "Manage with MCP Connect…",
              action: { type: "adopt", server },
            },
          ],
        },
      ];
    });
  },
};

/** The last two labels of a host, which hosts of one owner mostly share. */
function siteOf(host: string): string {
  return /^[\d.:]+$/.test(host) ? host : host.split(".").slice(-2).join(".");
}
