import { t } from "@vscode/l10n";
import type { Fix } from "../finding.ts";
import { quoted } from "../log.ts";

/** Fields that belong to one connection and are never passed on (RFC 9110, sections 7.6.1, 10.1.1, 11.7; RFC 9113, section 8.2.2). Lower case. */
export const CONNECTION_FIELDS: ReadonlySet<string> = new Set([
  "connection",
  "expect",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Fields that nobody sets by hand: the connection's, and those that follow from the request or from how its answer is read. Lower case. */
export const RESERVED_FIELDS: ReadonlySet<string> = new Set([
  ...CONNECTION_FIELDS,
  "accept-encoding",
  "content-length",
  "host",
]);

/** Why a field cannot be set by hand, with the fixes that lead to where its value belongs. */
export interface ReservedFieldProblem {
  readonly code: "headerReserved";
  readonly message: string;
  readonly fixes: readonly Fix[];
}

/** The setting of the editor for the credential of a proxy. */
const PROXY_SETTING = "http.proxyAuthorization";

/** Says why a field of this name is never sent; undefined for a field that may be set by hand. Names are compared without case. */
export function reservedFieldProblem(name: string): ReservedFieldProblem | undefined {
  const lowerCase = name.toLowerCase();
  if (!RESERVED_FIELDS.has(lowerCase)) return undefined;
  const code = "headerReserved";
  if (lowerCase !== "proxy-authorization")
    return {
      code,
      message: t("The header {0} is set by the connection itself. Remove it.", quoted(name)),
      fixes: [],
    };
  return {
    code,
    message: t(
      "The header {0} is for a proxy, and the server never gets it. Remove it here, and set its value in the editor’s setting “{1}”.",
      quoted(name),
      PROXY_SETTING,
    ),
    fixes: [
      {
        kind: "action",
        title: t("Open the setting “{0}”", PROXY_SETTING),
        action: { type: "openSettings", setting: PROXY_SETTING },
      },
    ],
  };
}
