import { t } from "@vscode/l10n";
import { providerOf } from "../../providers/providerOf.ts";
import type { RefusalEvidence } from "../evidence.ts";
import { changePlacementFix, openSettingsFix } from "../../fixes.ts";
import { at, failure, openSettings, refusal, type Examples } from "../example.ts";
import type { Found, RefusalRule } from "../rule.ts";

/** Headers that take opaque tokens without a scheme, where a server's answer names one of them. */
const RAW_HEADERS = ["API-Token", "X-API-Key", "Api-Key", "X-Auth-Token"];

/** A token in a header that takes another kind: a JWT in `API-Token`, or an opaque token as Bearer (R12). */
export const placementRejected: RefusalRule = {
  stage: "placement",
  on: { status: "any" },
  shortName: () => t("Token in the wrong header"),
  find({ server: { auth, name, url }, credential, http }) {
    if (credential.workedBefore) return undefined;
    if (auth.type !== "token" && auth.type !== "jwt") return undefined;
    const isJwt = auth.type === "jwt" || credential.jwt !== undefined;
    const inAuthorization = auth.header.toLowerCase() === "authorization";
    if (isJwt && !inAuthorization) {
      return {
        message: t(
          "“{0}” was sent a JSON Web Token in the header {1}, and does not accept it there. It belongs in Authorization, behind Bearer.",
          name,
          auth.header,
        ),
        fixes: [
          ...(auth.type === "token" ? [changePlacementFix(name, "Authorization", "Bearer")] : []),
          openSettingsFix(name),
        ],
      };
    }
    if (isJwt || !inAuthorization || auth.type !== "token") return undefined;
    const header =
      headerNamedIn([...http.challenges, http.bodyStart ?? ""].join("\n")) ??
      providerOf(url)?.tokens?.rawHeader;
    if (header === undefined) return undefined;
    return {
      message: t(
        "“{0}” was sent the token in Authorization, and wants it in the header {1}.",
        name,
        header,
      ),
      fixes: [changePlacementFix(name, header, ""), openSettingsFix(name)],
    };
  },
};

function headerNamedIn(answer: string): string | undefined {
  return RAW_HEADERS.find((header) => new RegExp(`\\b${header}\\b`, "i").test(answer));
}

export const examples: Examples = () => {
  const sendAs = (title: string, header: string, scheme: string) =>
    ({
      kind: "action",
      title,
      action: { type: "changePlacement", server: "crm", header, scheme },
    }) as const;
  const raw = (header: string): Found => ({
    message: `“crm” was sent the token in Authorization, and wants it in the header ${header}.`,
    fixes: [sendAs(`Send it in ${header}`, header, ""), openSettings],
  });
  const inHeader = (
    header: string,
    scheme: string,
    http: Partial<RefusalEvidence["http"]> = {},
    credential: Partial<RefusalEvidence["credential"]> = {},
  ) =>
    refusal(
      { type: "token", header, scheme },
      { sentHeaderNames: [header.toLowerCase()], ...http },
      credential,
    );
  const asBearer = inHeader("Authorization", "Bearer");
  return [
    [
      "is a JWT in API-Token",
      inHeader("API-Token", "", {}, { jwt: { exp: 1 } }),
      {
        message:
          "“crm” was sent a JSON Web Token in the header API-Token, and does not accept it there. It belongs in Authorization, behind Bearer.",
        fixes: [
          sendAs("Send it as “Authorization: Bearer”", "Authorization", "Bearer"),
          openSettings,
        ],
      },
    ],
    [
      "is an opaque token as Bearer where the answer names the header",
      inHeader("Authorization", "Bearer", { bodyStart: '{"error":"Missing api-token header"}' }),
      raw("API-Token"),
    ],
    [
      "is an opaque token as Bearer where the challenge names the header",
      inHeader("Authorization", "Bearer", { challenges: ["X-API-Key"] }),
      raw("X-API-Key"),
    ],
    [
      "is an auth token as Bearer at an API gateway of Workato",
      at("https://apim.workato.com/team/mcp", asBearer),
      raw("API-Token"),
    ],
    ["is not an opaque token as Bearer where nothing speaks against it", asBearer, undefined],
    [
      "is not a JWT as Bearer",
      inHeader("Authorization", "Bearer", {}, { jwt: { exp: 1 } }),
      undefined,
    ],
    ["is not an opaque token in API-Token", inHeader("API-Token", ""), undefined],
    [
      "is not one that worked there before",
      inHeader("API-Token", "", {}, { jwt: { exp: 1 }, workedBefore: true }),
      undefined,
    ],
    ["is not a sign-in", refusal("oauth"), undefined],
    ["is not a failure", failure("unreachable"), undefined],
  ];
};
