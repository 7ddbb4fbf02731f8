import { t } from "@vscode/l10n";
import type { Placement } from "../../http/placement.ts";
import { token as settings, type TokenAuth } from "../../kinds/token.ts";
import type { Secret } from "../../secret.ts";
import { inspectJwt } from "../jwt/inspect.ts";
import { placed } from "../request/slotCredential.ts";
import { placementChange } from "./changes.ts";
import { anyText, object, oneOf, text } from "../storage/shape.ts";
import { base, secret, type StoredBase } from "../storage/storedBase.ts";
import type { StoredKind } from "./kind.ts";

/** A personal token, bound to the header and scheme that it was set for. */
export interface StoredToken extends StoredBase, Placement {
  readonly kind: "token";
  readonly token: Secret;
}

/** A personal token or API key, which is sent as it is. */
export const token: StoredKind<StoredToken, TokenAuth> = {
  read: object<StoredToken>({
    ...base,
    kind: oneOf("token"),
    token: secret,
    header: text,
    scheme: anyText,
  }),
  ofSecret: ({ header, scheme }, value, known) => ({
    ...known,
    kind: "token",
    token: value,
    header,
    scheme,
  }),
  about: (stored) => {
    const { header } = stored;
    const sent = placed(stored, stored.token, stored.revision);
    return {
      noun: settings.noun,
      row: () => {
        const { expiresAtMs } = inspectJwt(stored.token, 0, { secretClaims: ["sub"] });
        return {
          kind: t("Token"),
          detail: t("in {0}", header),
          ...(expiresAtMs !== undefined && { expiresAtMs }),
        };
      },
      step: () => t("Token in {0}", header),
      explainedAs: "token",
      staysFresh: false,
      chosen: stored.token,
      under: (auth) =>
        auth.type === "token" && auth.reference === undefined
          ? {
              change: () => placementChange(stored, auth),
              rebound: () => ({ ...stored, header: auth.header, scheme: auth.scheme }),
              send: () => sent,
            }
          : undefined,
    };
  },
};
