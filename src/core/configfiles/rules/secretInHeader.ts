import { variableName } from "../read/variableName.ts";
import { addressOf, isLoopback } from "../read/address.ts";
import type { Credential } from "../read/credential.ts";
import { credentialsOf } from "../read/credential.ts";
import { isAuthorization } from "../read/credentialHeader.ts";
import { isBasicCredential } from "../read/credentialValue.ts";
import type { ServerEntry } from "../read/entry.ts";
import { spanRange, spanText } from "../syntax/node.ts";
import { isKnownSecret, looksSecret } from "../read/secretShape.ts";
import type { Fix } from "../../finding.ts";
import { adopt, readFromEnvironment } from "../check/fixes.ts";
import { inHistory } from "../check/secretWording.ts";
import type { ServerRule } from "../check/rule.ts";

/** A token in clear in a header (R37). */
export const secretInHeader: ServerRule = {
  id: "secretInHeader",
  severity: "warning",
  stage: "risk",
  scope: "server",
  find(server, context) {
    return credentialsOf(server)
      .filter((credential) => isSecret(credential, server))
      .map((credential) => ({
        range: spanRange(credential.tokenSpan),
        message: `The credential in “${spanText(credential.header.name)}” stands in clear in this file, so everyone who can read the file can use it.${inHistory(context)}`,
        fixes: fixesFor(credential, server),
      }));
  },
};

function isSecret({ name, scheme, token, hasVariable }: Credential, server: ServerEntry): boolean {
  if (hasVariable) return false;
  const host = server.url && addressOf(spanText(server.url))?.host;
  if (host !== undefined && isLoopback(host)) return isKnownSecret(token);
  if (scheme.toLowerCase() === "basic" && isBasicCredential(token)) {
    return looksSecret(Buffer.from(token, "base64").toString("utf8"), "sure");
  }
  const sure = isAuthorization(name) || scheme !== "";
  return looksSecret(token, sure ? "sure" : "likely");
}

function fixesFor({ header, tokenSpan, name }: Credential, server: ServerEntry): Fix[] {
  const range = spanRange(tokenSpan);
  const move: Fix = {
    kind: "action",
    title: "Move to secret storage…",
    action: { type: "moveToSecretStorage", server: server.name, range },
  };
  // What stands in an argument, the client does not expand.
  if (header.origin === "argument") return [move, adopt(server)];
  const variable = variableName(server.name, name.includes("key") ? "API_KEY" : "TOKEN");
  return [move, adopt(server), ...readFromEnvironment(server, tokenSpan, variable)];
}
