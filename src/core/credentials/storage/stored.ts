import type { AuthOf, SecretAuth, SentAuth } from "../../kinds/auth.ts";
import type { OAuthClient } from "../../oauth/types.ts";
import { Secret } from "../../secret.ts";
import { STORED_KINDS } from "../kinds/index.ts";
import type { HeldCredential } from "../kinds/kind.ts";
import { readClient } from "../kinds/oauth.ts";
import { isObject, type Read } from "./shape.ts";
import type { StoredBase } from "./storedBase.ts";

/** The kinds of stored credentials, by the `kind` that they are stored with. */
type StoredName = keyof typeof STORED_KINDS;

type StoredOf<Name extends StoredName> = {
  readonly [Each in Name]: NonNullable<ReturnType<(typeof STORED_KINDS)[Each]["read"]>> & {
    readonly kind: Each;
  };
}[Name];

/** A credential as it stands in secret storage, bound to one server's name and origin by its key. */
export type StoredCredential = StoredOf<StoredName>;

const KINDS: {
  readonly [Name in StoredName]: {
    readonly read: Read<StoredOf<Name>>;
    about(stored: StoredOf<Name>): HeldCredential;
  };
} = STORED_KINDS satisfies Readonly<Record<SentAuth["type"], unknown>>;

const described = new WeakMap<StoredCredential, HeldCredential>();

/** What is known of a stored credential and can be done with it; worked out once for each. */
export function heldCredential<Name extends StoredName>(stored: StoredOf<Name>): HeldCredential {
  const known = described.get(stored);
  if (known) return known;
  const made = KINDS[stored.kind].about(stored);
  described.set(stored, made);
  return made;
}

const OF_SECRET: {
  readonly [Name in SecretAuth["type"]]: {
    ofSecret?(auth: AuthOf<Name>, secret: Secret, base: StoredBase): StoredCredential;
  };
} = STORED_KINDS;

/** The credential that one secret makes under these settings; nothing where their kind takes more. */
export function credentialOfSecret<Name extends SecretAuth["type"]>(
  auth: AuthOf<Name>,
  secret: Secret,
  base: StoredBase,
): StoredCredential | undefined {
  return OF_SECRET[auth.type].ofSecret?.(auth, secret, base);
}

const VERSION = 1;

/** Serializes a credential for secret storage. The only place where stored secrets are written in clear. */
export function serializeCredential(credential: StoredCredential): string {
  return JSON.stringify({ version: VERSION, ...credential }, revealSecrets);
}

/** Serializes a registered client, secret included, for secret storage. */
export function serializeClient(client: OAuthClient): string {
  return JSON.stringify({ version: VERSION, ...client }, revealSecrets);
}

// JSON.stringify calls toJSON before the replacer: the holder still has the secret itself.
function revealSecrets(
  this: Readonly<Record<string, unknown>>,
  key: string,
  value: unknown,
): unknown {
  const held = this[key];
  return held instanceof Secret ? held.reveal() : value;
}

/** Parses what secret storage gave back; nothing when it is not a credential of this version. */
export function parseCredential(stored: string): StoredCredential | undefined {
  const value = parseVersioned(stored);
  for (const { read } of Object.values(STORED_KINDS)) {
    const credential = read(value);
    if (credential) return credential;
  }
  return undefined;
}

/** Parses a stored client; nothing when it is not one of this version. */
export function parseStoredClient(stored: string): OAuthClient | undefined {
  return readClient(parseVersioned(stored));
}

function parseVersioned(stored: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(stored);
    return isObject(value) && value["version"] === VERSION ? value : undefined;
  } catch {
    return undefined;
  }
}
