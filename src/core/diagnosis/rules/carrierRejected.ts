import { providerOf } from "../../providers/providerOf.ts";
import type { Rule } from "../evidence.ts";
import type { Fix } from "../../finding.ts";
import { openSettingsFix } from "../fixes.ts";

/** Headers that carry opaque tokens without a scheme, where a server's answer names one of them. */
const RAW_HEADERS = ["API-Token", "X-API-Key", "Api-Key", "X-Auth-Token"];

/** A token in a header that carries another kind: a JWT in `API-Token`, or an opaque token as Bearer (R12). */
export const carrierRejected: Rule = {
  id: "carrierRejected",
  stage: "placement",
  find(evidence) {
    if (evidence.kind !== "refusal" || evidence.credential.workedBefore) return undefined;
    const { server, credential, http } = evidence;
    const { auth, name } = server;
    if (auth.type !== "token" && auth.type !== "jwt") return undefined;
    const isJwt = auth.type === "jwt" || credential.jwt !== undefined;
    const inAuthorization = auth.header.toLowerCase() === "authorization";
    if (isJwt && !inAuthorization) {
      return {
        code: "carrierRejected",
        severity: "error",
        message: `“${name}” was sent a JSON Web Token in the header ${auth.header}, and does not accept it there. It belongs in Authorization, behind Bearer.`,
        server: name,
        fixes: [
          ...(auth.type === "token"
            ? [sendAs(name, "Send it as “Authorization: Bearer”", "Authorization", "Bearer")]
            : []),
          openSettingsFix(name),
        ],
      };
    }
    if (isJwt || !inAuthorization || auth.type !== "token") return undefined;
    const header =
      headerNamedIn([...http.challenges, http.bodyStart ?? ""].join("\n")) ??
      providerOf(server.url)?.tokens?.rawHeader;
    if (header === undefined) return undefined;
    return {
      code: "carrierRejected",
      severity: "error",
      message: `“${name}” was sent the token in Authorization, and wants it in the header ${header}.`,
      server: name,
      fixes: [sendAs(name, `Send it in ${header}`, header, ""), openSettingsFix(name)],
    };
  },
};

function headerNamedIn(answer: string): string | undefined {
  return RAW_HEADERS.find((header) => new RegExp(`\\b${header}\\b`, "i").test(answer));
}

function sendAs(server: string, title: string, header: string, scheme: string): Fix {
  return { kind: "action", title, action: { type: "changeCarrier", server, header, scheme } };
}
