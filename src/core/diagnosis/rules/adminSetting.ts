import { t } from "@vscode/l10n";
import { PROVIDERS } from "../../providers/index.ts";
import type { Provider } from "../../providers/provider.ts";
import { providerOf } from "../../providers/providerOf.ts";
import type { Rule } from "../evidence.ts";
import { checkConnectionFix } from "../fixes.ts";

const ALL_REFUSALS = Object.values<Provider>(PROVIDERS).flatMap(({ refusals = [] }) => refusals);

/** Answers that name a switch which only an administrator can turn: another sign-in would not help (R26). */
export const adminSetting: Rule = {
  id: "adminSetting",
  stage: "wording",
  find(evidence) {
    if (evidence.kind !== "refusal" || evidence.http.status !== 403) return undefined;
    const { name, url, auth } = evidence.server;
    const answer = withoutEscapes(evidence.http.bodyStart ?? "");
    const known = ALL_REFUSALS.find(({ wording }) => wording.test(answer));
    if (!known) return undefined;
    // Where the switch is found is true of the provider's own servers only.
    const isOwn = providerOf(url)?.refusals?.includes(known) ?? false;
    const setting = (auth.type === "oauth" ? known.oauthSetting : undefined) ?? known.setting;
    return {
      code: "adminSetting",
      severity: "error",
      message: isOwn
        ? t(
            "“{0}” has this turned off: ask an administrator to turn it on under {1}.",
            name,
            setting,
          )
        : t("“{0}” has this turned off: ask its administrator to turn it on.", name),
      server: name,
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
