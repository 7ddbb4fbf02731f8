import { t } from "@vscode/l10n";
import { factsOfAuth, isSecretAuth, wordsOf, type WantedSecret } from "../../kinds/auth.ts";
import type { Server } from "../../servers/server.ts";
import type { BindingChange } from "../kinds/changes.ts";
import type { Slot } from "./slots.ts";

/** Why a request could not be sent with a credential: the user has to act. */
export type Need =
  | { readonly kind: "signIn"; readonly reason: "signedOut" | "expired" }
  /** `header` names the further header that lacks its secret. */
  | { readonly kind: "token"; readonly wants?: WantedSecret; readonly header?: string }
  | ({ readonly kind: "confirmAddress" } & BindingChange);

/** Says that the user has to act, across the code that works a credential out. */
export class Blocked extends Error {
  readonly need: Need;

  constructor(need: Need) {
    super("The user has to act first.");
    this.need = need;
  }
}

/** What is needed where nothing is stored for a slot. */
export function needOf({ auth, header }: Slot): Need {
  if (!isSecretAuth(auth)) return { kind: "signIn", reason: "signedOut" };
  if (header !== undefined) return { kind: "token", wants: "header", header };
  const { wanted = "token" } = factsOfAuth(auth);
  return wanted === "token" ? { kind: "token" } : { kind: "token", wants: wanted };
}

/** What the editor and the model are told when the user has to act; also the text of the notification. */
export function sentenceOf(server: Pick<Server, "name">, need: Need): string {
  const name = `“${server.name}”`;
  switch (need.kind) {
    case "signIn":
      return need.reason === "expired"
        ? t("Sign in to {0} again: the last sign-in has expired or was revoked.", name)
        : t("Sign in to {0} to use its tools.", name);
    case "token":
      return wordsOf(need.wants ?? "token").ask(name, need.header ?? "");
    case "confirmAddress":
      return addressSentence(server.name, need.from, need.to);
  }
}

/** What is said where the settings no longer name what a credential was stored for. */
export function addressSentence(server: string, from: string, to: string): string {
  const change = URL.canParse(from)
    ? t("The address of “{0}” changed from {1} to {2}.", server, from, to)
    : t(
        "The settings of “{0}” now name {1}, and its credential was stored for {2}.",
        server,
        to,
        from,
      );
  return `${change} ${t("The stored credential was not sent.")}`;
}
