import { addressOf } from "../../configfiles/address.ts";
import { credentialsOf } from "../../configfiles/credential.ts";
import { spanRange, spanText } from "../../configfiles/node.ts";
import { looksSecret } from "../../configfiles/secretShape.ts";
import { adopt } from "./fixes.ts";
import type { FileRule, Found } from "./rule.ts";

/** One literal token for servers of different hosts: each of them could use it at the others (R37). */
export const tokenShared: FileRule = {
  id: "tokenShared",
  severity: "warning",
  scope: "file",
  find(file) {
    const first = new Map<string, { server: string; host: string }>();
    const found: Found[] = [];
    for (const server of file.sections.flatMap(({ servers }) => servers)) {
      const host = server.url && addressOf(spanText(server.url))?.host;
      if (host === undefined || host === "") continue;
      for (const { token, tokenSpan, hasVariable } of credentialsOf(server)) {
        if (hasVariable || !looksSecret(token, "likely")) continue;
        const other = first.get(token);
        if (other === undefined) {
          first.set(token, { server: server.name, host });
        } else if (siteOf(other.host) !== siteOf(host)) {
          found.push({
            server: server.name,
            range: spanRange(tokenSpan),
            message: `“${server.name}” gets the same token as “${other.server}”, so each of the two services could use it at the other.`,
            fixes: [adopt(server)],
          });
        }
      }
    }
    return found;
  },
};

/** The last two labels of a host, which hosts of one owner mostly share. */
function siteOf(host: string): string {
  return /^[\d.:]+$/.test(host) ? host : host.split(".").slice(-2).join(".");
}
