import { t } from "@vscode/l10n";
import { isSecretAuth, nounOf, type Auth } from "../../kinds/auth.ts";
import type { Server } from "../../servers/server.ts";
import type { BindingChange } from "../kinds/changes.ts";
import { heldCredential, type StoredCredential } from "./stored.ts";

/**
 * What the settings changed since the credential was stored, if it must not be sent for that reason.
 * The origin is part of the key already; here stand the header of a token, the variable that is sent, and the endpoints
 * of a sign-in, which whoever can commit to the workspace can change too.
 */
export function bindingChange(
  { auth }: Pick<Server, "auth">,
  stored: StoredCredential,
): BindingChange | undefined {
  const held = heldCredential(stored);
  const bound = held.under(auth);
  return bound ? bound.change() : { from: held.noun(), to: wantedNoun(auth) };
}

function wantedNoun(auth: Auth): string {
  return isSecretAuth(auth) && auth.reference !== undefined
    ? t("an environment variable")
    : nounOf(auth);
}
