import { credentialsOf } from "../read/credential.ts";
import { isAuthorization } from "../read/credentialHeader.ts";
import { replaceSpan, spanRange } from "../syntax/node.ts";
import { isJwt } from "../read/secretShape.ts";
import { edit } from "../check/fixes.ts";
import { wantsBearer } from "../check/hosts.ts";
import type { Found, ServerRule } from "../check/rule.ts";

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
        wantsBearer(server)
      ) {
        return [
          {
            range,
            message: `This server takes tokens with the scheme “Bearer” only, so it will refuse “${scheme}”.`,
            fixes: [edit("Change to “Bearer”", [replaceSpan(value, `Bearer ${token}`)], true)],
          },
        ];
      }
      if (name === "api-token" && /^bearer$/i.test(scheme) && !isJwt(token)) {
        return [
          {
            range,
            message: `“API-Token” carries the token alone, so “${scheme}” in front of it will be taken for a part of the token.`,
            fixes: [
              edit(
                `Remove “${scheme}”`,
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
