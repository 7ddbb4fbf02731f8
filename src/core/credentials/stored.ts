import { randomBytes } from "node:crypto";
import type { OAuthClient, OAuthGrant } from "../oauth/types.ts";
import { Secret } from "../secret.ts";

/** A credential as it stands in secret storage, bound to one server's name and origin by its key. */
export type StoredCredential = StoredToken | StoredGrant;

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
function revealSecrets(this: unknown, key: string, value: unknown): unknown {
  const held = (this as Record<string, unknown>)[key];
  return held instanceof Secret ? held.reveal() : value;
}

/** Parses what secret storage gave back; nothing when it is not a credential of this version. */
export function parseCredential(text: string): StoredCredential | undefined {
  const value = parseVersioned(text);
  if (!value) return undefined;
  const { revision, createdAtMs, workedAtMs } = value;
  if (typeof revision !== "string" || typeof createdAtMs !== "number") return undefined;
  const base = {
    revision,
    createdAtMs,
    ...(typeof workedAtMs === "number" && { workedAtMs }),
  };
  if (value["kind"] === "token") {
    const { token, header, scheme } = value;
    return isText(token) && isText(header) && typeof scheme === "string"
      ? { kind: "token", ...base, token: new Secret(token), header, scheme }
      : undefined;
  }
  if (value["kind"] === "oauth") {
    const grant = parseGrant(value["grant"]);
    const { sessionId } = value;
    return grant && isText(sessionId) ? { kind: "oauth", ...base, sessionId, grant } : undefined;
  }
  return undefined;
}

/** Parses a stored client; nothing when it is not one of this version. */
export function parseStoredClient(text: string): OAuthClient | undefined {
  const value = parseVersioned(text);
  return value && parseClient(value);
}

function parseVersioned(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && value["version"] === VERSION ? value : undefined;
  } catch {
    return undefined;
  }
}

function parseGrant(value: unknown): OAuthGrant | undefined {
  if (!isObject(value)) return undefined;
  const { issuer, tokenEndpoint, accessToken, obtainedAtMs, account } = value;
  const client = parseClient(value["client"]);
  const { tokenType, scopes } = value;
  if (
    !isText(issuer) ||
    !isText(tokenEndpoint) ||
    !isText(accessToken) ||
    typeof obtainedAtMs !== "number" ||
    !isObject(account) ||
    !isText(account["id"]) ||
    !isText(account["label"]) ||
    !client ||
    (tokenType !== "Bearer" && tokenType !== "DPoP") ||
    !isTexts(scopes)
  ) {
    return undefined;
  }
  const { expiresAtMs, refreshToken, revocationEndpoint, resource, dpopKey } = value;
  return {
    issuer,
    tokenEndpoint,
    client,
    accessToken: new Secret(accessToken),
    tokenType,
    obtainedAtMs,
    scopes,
    account: { id: account["id"], label: account["label"] },
    ...(typeof expiresAtMs === "number" && { expiresAtMs }),
    ...(isText(refreshToken) && { refreshToken: new Secret(refreshToken) }),
    ...(isText(revocationEndpoint) && { revocationEndpoint }),
    ...(isText(resource) && { resource }),
    ...(isText(dpopKey) && { dpopKey: new Secret(dpopKey) }),
  };
}

const SOURCES = ["settings", "metadataDocument", "dynamic", "asked"] as const;
const METHODS = ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"] as const;

function parseClient(value: unknown): OAuthClient | undefined {
  if (!isObject(value)) return undefined;
  const { clientId, clientSecret, redirectUris } = value;
  const source = SOURCES.find((known) => known === value["source"]);
  const method = METHODS.find((known) => known === value["method"]);
  if (!isText(clientId) || !source || !method || !isTexts(redirectUris)) return undefined;
  return {
    clientId,
    source,
    method,
    redirectUris,
    ...(isText(clientSecret) && { clientSecret: new Secret(clientSecret) }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
