import { randomBytes } from "node:crypto";
import type { IdpSession, OAuthClient, OAuthGrant } from "../../oauth/types.ts";
import { Secret } from "../../secret.ts";
import type { SigningAlgorithm } from "../../kinds/jwt.ts";
import {
  address,
  anyText,
  finite,
  isObject,
  object,
  oneOf,
  optional,
  text,
  texts,
  type Read,
} from "./shape.ts";

/** A credential as it stands in secret storage, bound to one server's name and origin by its key. */
export type StoredCredential =
  StoredToken | StoredReference | StoredPassword | StoredKey | StoredClientSecret | StoredGrant;

interface StoredBase {
  /** Random; another one with each change of the secret. Safe to show. */
  readonly revision: string;
  readonly createdAtMs: number;
  /** When a server first accepted this revision; absent until one did. */
  readonly workedAtMs?: number;
}

/** A personal token, bound to the header and scheme that it was set for. */
export interface StoredToken extends StoredBase {
  readonly kind: "token";
  readonly token: Secret;
  readonly header: string;
  readonly scheme: string;
}

/** Consent to send environment variables to one origin: what they hold is looked up with each request and never kept. */
export interface StoredReference extends StoredBase {
  readonly kind: "reference";
  /** Text with `${env:NAME}`, as the settings had it. */
  readonly reference: string;
  readonly header: string;
  readonly scheme: string;
}

/** The password of basic authentication, bound to its user name. */
export interface StoredPassword extends StoredBase {
  readonly kind: "basic";
  readonly username: string;
  readonly password: Secret;
}

/** What signs the tokens that are minted here, bound to the header that carries them. */
export interface StoredKey extends StoredBase {
  readonly kind: "jwt";
  readonly algorithm: SigningAlgorithm;
  /** The shared secret, or the private key file's text as it was given, encrypted if it was. */
  readonly key: Secret;
  /** Kept only where the user said so. */
  readonly passphrase?: Secret;
  /** `sub`, where it is a secret (R8). */
  readonly subject?: Secret;
  readonly header: string;
  readonly scheme: string;
}

/** The secret of an OAuth client that the settings name. */
export interface StoredClientSecret extends StoredBase {
  readonly kind: "client";
  readonly clientId: string;
  readonly secret: Secret;
  /** Origin of the token endpoint that it was first used at; it goes nowhere else. */
  readonly tokenOrigin?: string;
}

/** What an OAuth sign-in gave, bound to its issuer and token endpoint. */
export interface StoredGrant extends StoredBase {
  readonly kind: "oauth";
  /** Id of the session in the Accounts menu; stays the same over refreshes. */
  readonly sessionId: string;
  readonly grant: OAuthGrant;
}

/** A new revision id: random, no secret, safe to show. */
export function newRevision(): string {
  return randomBytes(9).toString("base64url");
}

/** Wraps a grant for storage as a new revision. */
export function storedGrant(
  grant: OAuthGrant,
  base: Pick<StoredGrant, "sessionId" | "createdAtMs"> & { readonly workedAtMs?: number },
): StoredGrant {
  const { sessionId, createdAtMs, workedAtMs } = base;
  return {
    kind: "oauth",
    revision: newRevision(),
    sessionId,
    createdAtMs,
    ...(workedAtMs !== undefined && { workedAtMs }),
    grant,
  };
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

const secret: Read<Secret> = (value) => {
  const clear = text(value);
  return clear === undefined ? undefined : new Secret(clear);
};

const client = object<OAuthClient>({
  clientId: text,
  clientSecret: optional(secret),
  clientKey: optional(secret),
  source: oneOf("settings", "metadataDocument", "dynamic", "asked"),
  method: oneOf("none", "client_secret_basic", "client_secret_post", "private_key_jwt"),
  redirectUris: texts,
  tokenOrigin: optional(address),
});

const grant = object<OAuthGrant>({
  issuer: address,
  tokenEndpoint: address,
  revocationEndpoint: optional(address),
  client,
  accessToken: secret,
  tokenType: oneOf("Bearer", "DPoP"),
  refreshToken: optional(secret),
  expiresAtMs: optional(finite),
  obtainedAtMs: finite,
  scopes: texts,
  resource: optional(anyText),
  account: object<OAuthGrant["account"]>({ id: text, label: anyText }),
  dpopKey: optional(secret),
  idp: optional(
    object<IdpSession>({
      issuer: address,
      tokenEndpoint: address,
      idToken: secret,
      refreshToken: optional(secret),
    }),
  ),
  clockSkewMs: optional(finite),
});

const base = { revision: text, createdAtMs: finite, workedAtMs: optional(finite) };

const credentials = {
  token: object<StoredToken>({
    ...base,
    kind: oneOf("token"),
    token: secret,
    header: text,
    scheme: anyText,
  }),
  reference: object<StoredReference>({
    ...base,
    kind: oneOf("reference"),
    reference: text,
    header: anyText,
    scheme: anyText,
  }),
  basic: object<StoredPassword>({
    ...base,
    kind: oneOf("basic"),
    username: text,
    password: secret,
  }),
  jwt: object<StoredKey>({
    ...base,
    kind: oneOf("jwt"),
    algorithm: oneOf("HS256", "RS256", "ES256"),
    key: secret,
    passphrase: optional(secret),
    subject: optional(secret),
    header: text,
    scheme: anyText,
  }),
  client: object<StoredClientSecret>({
    ...base,
    kind: oneOf("client"),
    clientId: text,
    secret,
    tokenOrigin: optional(address),
  }),
  oauth: object<StoredGrant>({ ...base, kind: oneOf("oauth"), sessionId: text, grant }),
} satisfies { readonly [Kind in StoredCredential["kind"]]: Read<StoredCredential> };

const kinds = oneOf("token", "reference", "basic", "jwt", "client", "oauth");

/** Parses what secret storage gave back; nothing when it is not a credential of this version. */
export function parseCredential(stored: string): StoredCredential | undefined {
  const value = parseVersioned(stored);
  const kind = kinds(value?.["kind"]);
  return kind && credentials[kind](value);
}

/** Parses a stored client; nothing when it is not one of this version. */
export function parseStoredClient(stored: string): OAuthClient | undefined {
  return client(parseVersioned(stored));
}

function parseVersioned(stored: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(stored);
    return isObject(value) && value["version"] === VERSION ? value : undefined;
  } catch {
    return undefined;
  }
}
