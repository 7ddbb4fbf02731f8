import { t } from "@vscode/l10n";
import type { Secret } from "../../secret.ts";
import { address, object, oneOf, optional, text } from "../storage/shape.ts";
import { base, secret, type StoredBase } from "../storage/storedBase.ts";
import { differing } from "./changes.ts";
import type { StoredKind } from "./kind.ts";

/** The secret of an OAuth client that the settings name. */
export interface StoredClientSecret extends StoredBase {
  readonly kind: "client";
  readonly clientId: string;
  readonly secret: Secret;
  /** Origin of the token endpoint that it was first used at; it goes nowhere else. */
  readonly tokenOrigin?: string;
}

/** The secret or private key with which an OAuth client authenticates at the token endpoint; no request holds it. */
export const client: StoredKind<StoredClientSecret> = {
  read: object<StoredClientSecret>({
    ...base,
    kind: oneOf("client"),
    clientId: text,
    secret,
    tokenOrigin: optional(address),
  }),
  about: ({ clientId }) => ({
    noun: () => t("a client secret"),
    row: () => ({ kind: t("Client secret"), detail: t("of {0}", clientId) }),
    step: () => t("Secret of the client {0}", clientId),
    explainedAs: "token",
    staysFresh: false,
    under: (auth) =>
      auth.type === "oauth"
        ? {
            change: () => differing(named(clientId), named(auth.clientId ?? "unnamed")),
            rebound: () => undefined,
          }
        : undefined,
  }),
};

function named(clientId: string): string {
  return t("the client {0}", clientId);
}
