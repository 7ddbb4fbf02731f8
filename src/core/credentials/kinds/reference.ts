import { t } from "@vscode/l10n";
import type { Placement } from "../../http/placement.ts";
import { factsOfAuth, isSecretAuth, nounOf, type SecretAuth } from "../../kinds/auth.ts";
import { KINDS } from "../../kinds/index.ts";
import { differing, placementChange } from "./changes.ts";
import { anyText, object, oneOf, optional, text } from "../storage/shape.ts";
import { base, type StoredBase } from "../storage/storedBase.ts";
import type { StoredKind } from "./kind.ts";

/** Consent to send environment variables to one origin: what they hold is looked up with each request and never kept. */
export interface StoredReference extends StoredBase, Placement {
  readonly kind: "reference";
  /** Text with `${env:NAME}`, as the settings had it. */
  readonly reference: string;
  /** What it is used as: a key that requests are only signed with must not be sent itself. Absent in older records. */
  readonly usedAs?: SecretAuth["type"];
}

/** Environment variables that the settings name; the first use binds them to the origin that they are sent to. */
export const reference: StoredKind<StoredReference> = {
  read: object<StoredReference>({
    ...base,
    kind: oneOf("reference"),
    reference: text,
    usedAs: optional(oneOf("token", "basic", "jwt")),
    header: anyText,
    scheme: anyText,
  }),
  about: (stored) => ({
    noun: () => t("an environment variable"),
    row: () => ({ kind: t("Environment variable"), detail: stored.reference }),
    step: () => t("{0} in {1}", stored.reference, stored.header),
    explainedAs: "token",
    staysFresh: true,
    under: (auth) => {
      if (!isSecretAuth(auth) || auth.reference === undefined) return undefined;
      const wanted = auth.reference;
      const [placement = stored] = factsOfAuth(auth).placements;
      return {
        change: () =>
          differing(variable(stored.reference), variable(wanted)) ??
          (stored.usedAs && differing(KINDS[stored.usedAs].noun(), nounOf(auth))) ??
          placementChange(stored, placement),
        rebound: () => ({
          ...stored,
          reference: wanted,
          usedAs: auth.type,
          header: placement.header,
          scheme: placement.scheme,
        }),
      };
    },
  }),
};

function variable(name: string): string {
  return t("the variable {0}", name);
}
