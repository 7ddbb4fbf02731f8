import { t } from "@vscode/l10n";
import { KINDS } from "./index.ts";
import type { AuthFacts, SecretWords } from "./kind.ts";
import type { NoAuth } from "./none.ts";
import type { OAuthAuth } from "./oauth.ts";
import type { Reader } from "./reader.ts";

/** The kinds of credential, by the `type` that settings give them. */
export type AuthKind = keyof typeof KINDS;

/** What the settings of each kind are parsed to. */
export type AuthOf<Name extends AuthKind> = {
  readonly [Each in Name]: ReturnType<(typeof KINDS)[Each]["parse"]> & { readonly type: Each };
}[Name];

/** How requests to a server are authenticated. */
export type Auth = AuthOf<AuthKind>;

/** A credential that requests are sent with. */
export type SentAuth = Exclude<Auth, NoAuth>;

/** A credential that the user gives as a secret, or that stands in environment variables. */
export type SecretAuth = Exclude<Auth, NoAuth | OAuthAuth>;

/** What the user may be asked for: the names of the secrets of all kinds. */
export type WantedSecret = {
  readonly [Name in AuthKind]: keyof (typeof KINDS)[Name]["secrets"];
}[AuthKind];

const ABOUT: {
  readonly [Name in AuthKind]: { about(auth: AuthOf<Name>): AuthFacts<WantedSecret> };
} = KINDS;

/** What is known of the kind of a server's credential. */
export function kindOf({ type }: Auth): (typeof KINDS)[AuthKind] {
  return KINDS[type];
}

/** What a server's credential is, within a sentence. */
export function nounOf(auth: Auth): string {
  return kindOf(auth).noun();
}

/** What a server's settings tell of its credential. */
export function factsOfAuth<Name extends AuthKind>(auth: AuthOf<Name>): AuthFacts<WantedSecret> {
  return ABOUT[auth.type].about(auth);
}

/** Whether the user gives the credential as a secret. */
export function isSecretAuth(auth: Auth): auth is SecretAuth {
  return kindOf(auth).given === "asSecret";
}

/** The words for a secret that the user may be asked for. */
export function wordsOf(wanted: WantedSecret): SecretWords {
  for (const { secrets } of Object.values(KINDS)) {
    const words = Object.entries<SecretWords>(secrets).find(([name]) => name === wanted)?.[1];
    if (words) return words;
  }
  throw new RangeError(`No kind of credential knows the secret ${wanted}.`);
}

/** Parses `auth` of one server; nothing when a finding was reported that makes the server unusable. */
export function parseAuth(server: Reader): Auth | undefined {
  if (!server.has("auth")) {
    server.raw("auth");
    return { type: "none" };
  }
  const reader = server.child("auth", t('"auth" of {0}', server.label));
  if (!reader) return undefined;
  const type = reader.oneOf("type", TYPES, "oauth");
  const auth = type && KINDS[type].parse(reader);
  reader.rejectUnknown();
  if (reader.failed) {
    server.failed = true;
    return undefined;
  }
  return auth;
}

const TYPES = Object.keys(KINDS).filter((name): name is AuthKind => name in KINDS);
