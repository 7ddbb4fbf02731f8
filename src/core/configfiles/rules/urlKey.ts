import { renameMember } from "../syntax/memberEdits.ts";
import { edit } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";

/** The URL under the key of another client: `url`, `serverUrl`, `httpUrl` (R47). */
export const urlKey: ServerRule = {
  id: "urlKey",
  severity: "error",
  stage: "address",
  scope: "server",
  find(server) {
    const { format, urlMember } = server;
    const [right = "url"] = format.urlKeys;
    if (server.kind !== "remote" || urlMember === undefined || !format.keysKnown) return [];
    const written = urlMember.key.value;
    if (format.urlKeys.includes(written)) return [];
    const isAlias = format.newerUrlKeys.includes(written);
    return [
      {
        range: { offset: urlMember.key.offset, length: urlMember.key.length },
        ...(isAlias && { severity: "information" }),
        message: isAlias
          ? `${format.client} reads the address from “${right}”; only newer versions read “${written}” as well.`
          : `${format.client} reads the address from “${right}” and passes over “${written}”, so the server has no address.`,
        ...(format.schema && { underlinedByEditor: true }),
        fixes: [edit(`Change to “${right}”`, [renameMember(urlMember, right)], true)],
      },
    ];
  },
};
