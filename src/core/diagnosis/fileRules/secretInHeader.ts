import { addressOf, isLoopback } from "../../configfiles/address.ts";
import type { Credential } from "../../configfiles/credential.ts";
import { credentialsOf } from "../../configfiles/credential.ts";
import { isAuthorization } from "../../configfiles/credentialHeader.ts";
import type { ServerEntry } from "../../configfiles/entry.ts";
import { replaceSpan, spanRange, spanText } from "../../configfiles/node.ts";
import { isKnownSecret, looksSecret } from "../../configfiles/secretShape.ts";
import type { Fix } from "../finding.ts";
import { adopt, edit } from "./fixes.ts";
import { inHistory } from "./secretWording.ts";
import type { ServerRule } from "./rule.ts";

/** A token in clear in a header (R37). */
export const secretInHeader: ServerRule = {
  id: "secretInHeader",
  severity: "warning",
  scope: "server",
  find(server, context) {
    return credentialsOf(server)
      .filter((credential) => isSecret(credential, server))
      .map((credential) => ({
        server: server.name,
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
  const { reference } = server.format;
  if (reference === undefined || header.origin === "argument") return [move, adopt(server)];
  const variable = variableFor(server.name, name);
  return [
    move,
    adopt(server),
    edit(
      `Read it from the environment variable ${variable}`,
      [replaceSpan(tokenSpan, reference(variable))],
      false,
    ),
  ];
}

/** A name for the environment variable that takes a server's credential: `my-server` → `MY_SERVER_TOKEN`. */
export function variableFor(server: string, header: string): string {
  const base = server
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
  const kind = /key/.test(header) ? "API_KEY" : "TOKEN";
  return /^[A-Z]/.test(base) ? `${base}_${kind}` : `MCP_${base === "" ? "" : `${base}_`}${kind}`;
}
