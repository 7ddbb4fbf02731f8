import { t } from "@vscode/l10n";
import { address, object, oneOf, text } from "../storage/shape.ts";
import { base, type StoredBase } from "../storage/storedBase.ts";
import type { StoredKind } from "./kind.ts";

/** Consent to send a token from outside to one token endpoint: the token is read at each use and never kept. */
export interface StoredOutsideToken extends StoredBase {
  readonly kind: "outsideToken";
  /** Text with `${env:NAME}`, or the path of a file, as the settings had it. */
  readonly source: string;
  /** Origin of the token endpoint that it was first sent to; it goes nowhere else. */
  readonly tokenOrigin: string;
}

/** A token that something else issues, with which a sign-in is made; no request to the server holds it. */
export const outsideToken: StoredKind<StoredOutsideToken> = {
  read: object<StoredOutsideToken>({
    ...base,
    kind: oneOf("outsideToken"),
    source: text,
    tokenOrigin: address,
  }),
  about: ({ source, tokenOrigin }) => ({
    noun: () => t("a token from outside"),
    row: () => ({ kind: t("Token from outside"), detail: t("{0}, for {1}", source, tokenOrigin) }),
    step: () => t("Token from {0}", source),
    explainedAs: "oauth",
    staysFresh: true,
    under: (auth) =>
      auth.type === "oauth" ? { change: () => undefined, rebound: () => undefined } : undefined,
  }),
};
