import { credentialsOf } from "../read/credential.ts";
import { isAuthorization } from "../read/credentialHeader.ts";
import { replaceSpan, spanRange } from "../syntax/node.ts";
import { needsBearer } from "../read/secretShape.ts";
import { edit } from "../check/fixes.ts";
import { wantsBearer } from "../check/hosts.ts";
import type { ServerRule } from "../check/rule.ts";

/**
 * A token in `Authorization` without `Bearer`, where the server or the token's form is known to need it (R46).
 * Elsewhere a raw token is normal: many services want theirs so.
 */
export const schemeMissing: ServerRule = {
  id: "schemeMissing",
  severity: "error",
  stage: "scheme",
  scope: "server",
  find(server) {
    return credentialsOf(server)
      .filter(
        ({ name, scheme, repaired, hasVariable }) =>
          isAuthorization(name) &&
          scheme === "" &&
          !hasVariable &&
          /^\S+$/.test(repaired) &&
          !/^(?:bearer|basic|token)$/i.test(repaired) &&
          (wantsBearer(server) || needsBearer(repaired)),
      )
      .map(({ value, repaired }) => ({
        range: spanRange(value),
        message:
          "There is no “Bearer” in front of the token, so the server will answer that the header is badly formed.",
        fixes: [edit("Put “Bearer” in front", [replaceSpan(value, `Bearer ${repaired}`)], true)],
      }));
  },
};
