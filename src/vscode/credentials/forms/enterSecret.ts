import type { Slot } from "../../../core/credentials/request/slots.ts";
import { isSecretAuth, type AuthOf, type SecretAuth } from "../../../core/kinds/auth.ts";
import type { Entered, Form, SecretFormQuestion } from "./form.ts";
import { FORMS } from "./index.ts";

const FORM_OF: { readonly [Name in SecretAuth["type"]]: Form<AuthOf<Name>> } = FORMS;

/** Asks for the secret of a slot, in the way of its kind; nothing when the user cancelled. */
export async function enterSecret(
  slot: Slot,
  options: Omit<SecretFormQuestion, "slot">,
): Promise<Entered | undefined> {
  return isSecretAuth(slot.auth) ? ask(slot.auth, { slot, ...options }) : undefined;
}

function ask<Name extends SecretAuth["type"]>(
  auth: AuthOf<Name>,
  question: SecretFormQuestion,
): Promise<Entered | undefined> {
  return FORM_OF[auth.type].ask(auth, question);
}
