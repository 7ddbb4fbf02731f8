import { t } from "@vscode/l10n";
import { edit } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { credentialsOf } from "../read/credential.ts";
import { isJwt } from "../read/secretShape.ts";
import { replaceSpan, spanRange, spanText } from "../syntax/node.ts";

/** A JSON Web Token in `API-Token`, which carries opaque tokens only (R8, R12). */
export const wrongPlacement: ServerRule = {
  id: "wrongPlacement",
  severity: "error",
  stage: "scheme",
  scope: "server",
  find(server) {
    const hasAuthorization = server.headers.some(
      ({ name }) => spanText(name).toLowerCase() === "authorization",
    );
    return credentialsOf(server)
      .filter(({ name, token }) => name === "api-token" && isJwt(token))
      .map(({ header, value, token }) => {
        const bearer = replaceSpan(value, `Bearer ${token}`);
        return {
          range: spanRange(value),
          message: t(
            "This is a JSON Web Token, which the server looks for in “Authorization” behind “Bearer”, so it will not be accepted in “API-Token”.",
          ),
          fixes: [
            edit(
              t("Send it as “Authorization: Bearer”"),
              [replaceSpan(header.name, "Authorization"), bearer],
              !hasAuthorization && header.origin === "object",
            ),
          ],
        };
      });
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | a JSON Web Token in API-Token
{ "mcpServers": { "w": { "url": "http://localhost:3000/mcp", "headers": { "API-Token": "eyJhbGciOiJub25lIn0.e30.ZmFrZQ" } } } }
--- finds
error wrongPlacement w 1 "eyJhbGciOiJub25lIn0.e30.ZmFrZQ"
--- fixed
{ "mcpServers": { "w": { "url": "http://localhost:3000/mcp", "headers": { "Authorization": "Bearer eyJhbGciOiJub25lIn0.e30.ZmFrZQ" } } } }
`;
