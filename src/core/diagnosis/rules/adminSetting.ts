import { t } from "@vscode/l10n";
import { PROVIDERS } from "../../providers/index.ts";
import type { Provider } from "../../providers/provider.ts";
import { providerOf } from "../../providers/providerOf.ts";
import { checkConnectionFix } from "../../fixes.ts";
import { at, checkConnection, failure, refusal, type Examples } from "../example.ts";
import type { Found, RefusalRule } from "../rule.ts";

const ALL_REFUSALS = Object.values<Provider>(PROVIDERS).flatMap(({ refusals = [] }) => refusals);

/** Answers that name a switch which only an administrator can turn: another sign-in would not help (R26). */
export const adminSetting: RefusalRule = {
  stage: "wording",
  on: { status: 403 },
  shortName: () => t("Turned off by the administrator"),
  find({ server: { name, url, auth }, http }) {
    const answer = withoutEscapes(http.bodyStart ?? "");
    const known = ALL_REFUSALS.find(({ wording }) => wording.test(answer));
    if (!known) return undefined;
    // Where the switch is found is true of the provider's own servers only.
    const isOwn = providerOf(url)?.refusals?.includes(known) ?? false;
    const setting = (auth.type === "oauth" ? known.oauthSetting : undefined) ?? known.setting;
    return {
      message: isOwn
        ? t(
            "“{0}” has this turned off: ask an administrator to turn it on under {1}.",
            name,
            setting,
          )
        : t("“{0}” has this turned off: ask its administrator to turn it on.", name),
      fixes: [checkConnectionFix(name)],
    };
  },
};

/** RFC 8259, section 7: JSON may write any character as `\u` and four digits, and some servers do so with quotes. */
function withoutEscapes(text: string): string {
  return text.replaceAll(/\\u([\da-f]{4})/gi, (_escape, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

export const examples: Examples = () => {
  const omni = "https://acme.omniapp.co/mcp/https";
  const found = (message: string): Found => ({ message, fixes: [checkConnection] });
  const under = (setting: string) =>
    found(`“crm” has this turned off: ask an administrator to turn it on under ${setting}.`);
  const named = (setting: string) => (bodyStart: string) =>
    [
      `is named: ${bodyStart}`,
      at(omni, refusal("token", { status: 403, bodyStart })),
      under(setting),
    ] as const;
  return [
    ...[
      '{"detail":"Personal Access Tokens aren\'t enabled for this organization"}',
      "personal access tokens aren’t enabled",
      '{"detail":"Personal Access Tokens aren\\u0027t enabled"}',
    ].map(named("Settings > API Keys > Personal tokens")),
    ...[
      "MCP server disabled",
      "The MCP server is disabled.",
      "MCP server access disabled",
      "Your organization has disabled MCP server access",
    ].map(named("Settings > AI > General > MCP server")),
    [
      "is another one for those who sign in",
      at(
        omni,
        refusal("oauth", { status: 403, bodyStart: "Personal Access Tokens aren't enabled" }),
      ),
      under("Settings > API access > Personal tokens"),
    ],
    [
      "has no known place in the menus of a server of somebody else",
      refusal("token", { status: 403, bodyStart: "MCP server disabled" }),
      found("“crm” has this turned off: ask its administrator to turn it on."),
    ],
    [
      "is not seen in other words",
      at(omni, refusal("token", { status: 403, bodyStart: "You may not." })),
      undefined,
    ],
    ["is not seen in no words", at(omni, refusal("token", { status: 403 })), undefined],
    [
      "is not seen in an answer of another status",
      at(omni, refusal("token", { bodyStart: "MCP server disabled" })),
      undefined,
    ],
    ["is not a failure", failure("tokenRequestFailed"), undefined],
  ];
};
