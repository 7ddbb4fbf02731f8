import type { Server } from "../../servers/server.ts";
import type { BindingChange } from "../storage/binding.ts";
import type { Slot } from "./slots.ts";

/** What the user is asked for where a secret is missing; `header` is that of a further header. */
export type WantedSecret =
  "token" | "password" | "sharedSecret" | "privateKey" | "passphrase" | "header";

/** Why a request could not be sent with a credential: the user has to act. */
export type Need =
  | { readonly kind: "signIn"; readonly reason: "signedOut" | "expired" }
  /** `header` names the further header that lacks its secret. */
  | { readonly kind: "token"; readonly wants?: WantedSecret; readonly header?: string }
  | ({ readonly kind: "confirmAddress" } & BindingChange);

/** What is needed where nothing is stored for a slot. */
export function needOf({ key, auth }: Slot): Need {
  switch (auth.type) {
    case "oauth":
      return { kind: "signIn", reason: "signedOut" };
    case "token":
      return key.part === undefined
        ? { kind: "token" }
        : { kind: "token", wants: "header", header: auth.header };
    case "basic":
      return { kind: "token", wants: "password" };
    case "jwt":
      return {
        kind: "token",
        wants: auth.jwt.algorithm === "HS256" ? "sharedSecret" : "privateKey",
      };
  }
}

/** What the editor and the model are told when the user has to act; also the text of the notification. */
export function sentenceOf(server: Pick<Server, "name">, need: Need): string {
  const name = `“${server.name}”`;
  switch (need.kind) {
    case "signIn":
      return need.reason === "expired"
        ? `Sign in to ${name} again: the last sign-in has expired or was revoked.`
        : `Sign in to ${name} to use its tools.`;
    case "token":
      return `${tokenSentence(need, name)} to use its tools.`;
    case "confirmAddress":
      return addressSentence(server.name, need.from, need.to);
  }
}

/** What is said where the settings no longer name what a credential was stored for. */
export function addressSentence(server: string, from: string, to: string): string {
  const change = URL.canParse(from)
    ? `The address of “${server}” changed from ${from} to ${to}.`
    : `The settings of “${server}” now name ${to}, and its credential was stored for ${from}.`;
  return `${change} The stored credential was not sent.`;
}

function tokenSentence(need: Extract<Need, { kind: "token" }>, name: string): string {
  switch (need.wants ?? "token") {
    case "token":
      return `Set the token of ${name}`;
    case "password":
      return `Set the password of ${name}`;
    case "sharedSecret":
      return `Set the shared secret of ${name}`;
    case "privateKey":
      return `Choose the private key of ${name}`;
    case "passphrase":
      return `Enter the passphrase for the private key of ${name}`;
    case "header":
      return `Set the secret for the header ${need.header ?? ""} of ${name}`;
  }
}
