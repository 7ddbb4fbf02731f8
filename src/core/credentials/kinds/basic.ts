import { t } from "@vscode/l10n";
import { basic as settings, type BasicAuth } from "../../kinds/basic.ts";
import { Secret } from "../../secret.ts";
import { placed } from "../request/slotCredential.ts";
import { differing } from "./changes.ts";
import { object, oneOf, text } from "../storage/shape.ts";
import { base, secret, type StoredBase } from "../storage/storedBase.ts";
import type { StoredKind } from "./kind.ts";

/** The password of basic authentication, bound to its user name. */
export interface StoredPassword extends StoredBase {
  readonly kind: "basic";
  readonly username: string;
  readonly password: Secret;
}

/** A user name and a password (RFC 7617). */
export const basic: StoredKind<StoredPassword, BasicAuth> = {
  read: object<StoredPassword>({
    ...base,
    kind: oneOf("basic"),
    username: text,
    password: secret,
  }),
  ofSecret: ({ username }, password, known) => ({ ...known, kind: "basic", username, password }),
  about: (stored) => {
    const { username, password, revision } = stored;
    // RFC 7617, section 2, with UTF-8.
    const pair = Buffer.from(`${username}:${password.reveal()}`).toString("base64");
    const sent = placed({ header: "Authorization", scheme: "Basic" }, new Secret(pair), revision);
    const user = (name: string) => t("the user {0}", name);
    return {
      noun: settings.noun,
      row: () => ({ kind: t("Password"), detail: t("of {0}", username) }),
      step: () => t("Password of {0}", username),
      explainedAs: "basic",
      staysFresh: false,
      chosen: password,
      under: (auth) =>
        auth.type === "basic" && auth.reference === undefined
          ? {
              change: () => differing(user(username), user(auth.username)),
              rebound: () => (auth.username === username ? stored : undefined),
              send: () => sent,
            }
          : undefined,
    };
  },
};
