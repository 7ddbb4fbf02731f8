import { renameMember } from "../syntax/memberEdits.ts";
import { edit } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";

/** The URL under the key of another client: `url`, `serverUrl`, `httpUrl` (R47). */
export const urlKey: ServerRule = {
  id: "urlKey",
  severity: "error",
  scope: "server",
  find(server) {
    const { format, urlMember } = server;
    const [right = "url"] = format.id === "gemini" ? ["httpUrl"] : format.urlKeys;
    if (server.kind !== "remote" || urlMember === undefined || format.id === "generic") return [];
    const written = urlMember.key.value;
    if (format.urlKeys.includes(written)) return [];
    // Newer versions of Windsurf read both keys.
    const isAlias = format.id === "windsurf" && written === "url";
    return [
      {
        server: server.name,
        range: { offset: urlMember.key.offset, length: urlMember.key.length },
        ...(isAlias && { severity: "information" }),
        message: isAlias
          ? `Windsurf reads the address from “${right}”; only newer versions read “${written}” as well.`
          : `${format.client} reads the address from “${right}” and passes over “${written}”, so the server has no address.`,
        ...(format.schema && { underlinedByEditor: true }),
        fixes: [edit(`Change to “${right}”`, [renameMember(urlMember, right)], true)],
      },
    ];
  },
};
