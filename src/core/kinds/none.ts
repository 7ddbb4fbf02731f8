import { t } from "@vscode/l10n";
import type { Kind } from "./kind.ts";

/** A server that is asked without a credential, as far as `auth` goes. */
export interface NoAuth {
  readonly type: "none";
}

/** No credential. */
export const none: Kind<NoAuth> = {
  given: "notAtAll",
  noun: () => t("no credential"),
  offers: [],
  secrets: {},
  parse: () => ({ type: "none" }),
  about: () => ({ placements: [], label: () => t("No credential") }),
};
