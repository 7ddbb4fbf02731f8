import { t } from "@vscode/l10n";
import { takesBearerOnly } from "../../providers/providerOf.ts";
import { changeTo, edit } from "../check/fixes.ts";
import type { Found, ServerRule } from "../check/rule.ts";
import { hostOf } from "../read/address.ts";
import { credentialsOf } from "../read/credential.ts";
import { isAuthorization } from "../read/credentialHeader.ts";
import { isJwt } from "../read/secretShape.ts";
import { replaceSpan, spanRange } from "../syntax/node.ts";

/** A scheme that this server does not take: `Token` where it wants `Bearer`, or any in `API-Token` (R6, R46). */
export const schemeUnexpected: ServerRule = {
  id: "schemeUnexpected",
  severity: "error",
  stage: "scheme",
  scope: "server",
  find(server) {
    return credentialsOf(server).flatMap(({ name, value, scheme, token }): Found[] => {
      const range = spanRange(value);
      if (
        isAuthorization(name) &&
        /^(?:token|apikey|api-key)$/i.test(scheme) &&
        takesBearerOnly(hostOf(server) ?? "")
      ) {
        return [
          {
            range,
            message: t(
              "This server takes tokens with the scheme “Bearer” only, so it will refuse “{0}”.",
              scheme,
            ),
            fixes: [edit(changeTo("Bearer"), [replaceSpan(value, `Bearer ${token}`)], true)],
          },
        ];
      }
      if (name === "api-token" && /^bearer$/i.test(scheme) && !isJwt(token)) {
        return [
          {
            range,
            message: t(
              "“API-Token” carries the token alone, so “{0}” in front of it will be taken for a part of the token.",
              scheme,
            ),
            fixes: [
              edit(
                t("Remove “{0}”", scheme),
                [replaceSpan(value, token.replace(/^(?:bearer\s+)+/i, ""))],
                true,
              ),
            ],
          },
        ];
      }
      return [];
    });
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | Token where the server takes Bearer only
{ "mcpServers": { "wb": { "url": "https://www.myworkboard.com/wb/mcp", "headers": { "Authorization": "Token \${env:WB}" } } } }
--- finds
error schemeUnexpected wb 1 "Token \${env:WB}"
--- fixed
{ "mcpServers": { "wb": { "url": "https://www.myworkboard.com/wb/mcp", "headers": { "Authorization": "Bearer \${env:WB}" } } } }
=== .mcp.json | Bearer in API-Token
{ "mcpServers": { "w": { "type": "http", "url": "https://apim.example.com/mcp", "headers": { "API-Token": "Bearer \${W_TOKEN}" } } } }
--- finds
error schemeUnexpected w 1 "Bearer \${W_TOKEN}"
--- fixed
{ "mcpServers": { "w": { "type": "http", "url": "https://apim.example.com/mcp", "headers": { "API-Token": "\${W_TOKEN}" } } } }
`;
