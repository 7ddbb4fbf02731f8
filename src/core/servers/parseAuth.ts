import { HTTP_TOKEN, isLoopback } from "../httpSyntax.ts";
import type { Reader } from "./reader.ts";
import {
  DEFAULT_REFRESH,
  type Auth,
  type OAuthAuth,
  type OAuthFlow,
  type RefreshPolicy,
  type TokenAuth,
} from "./server.ts";

const FLOWS: readonly OAuthFlow[] = [
  "authorization_code",
  "client_credentials",
  "device_code",
  "jwt_bearer",
  "enterprise_managed",
];

/** Parses `auth` of one server; nothing when a finding was reported that makes the server unusable. */
export function parseAuth(server: Reader): Auth | undefined {
  if (!server.has("auth")) {
    server.raw("auth");
    return { type: "none" };
  }
  const reader = server.child("auth", `"auth" of ${server.label}`);
  if (!reader) return undefined;
  const type = reader.oneOf("type", ["oauth", "token", "none"] as const, "oauth");
  const auth = type && parseByType(type, reader);
  reader.rejectUnknown();
  if (reader.failed) {
    server.failed = true;
    return undefined;
  }
  return auth;
}

function parseByType(type: Auth["type"], reader: Reader): Auth | undefined {
  switch (type) {
    case "none":
      return { type };
    case "token":
      return parseToken(reader);
    case "oauth":
      return parseOAuth(reader);
  }
}

function parseToken(reader: Reader): TokenAuth {
  const header = reader.string("header") ?? "Authorization";
  if (!HTTP_TOKEN.test(header)) {
    reader.fail(
      "header",
      "headerNameInvalid",
      // Without the name: a whole header with its token may have been pasted there.
      `"header" of ${reader.label} is no name that HTTP allows. Use letters, digits and hyphens.`,
    );
  }
  // RFC 9110, section 11.1: a scheme is a token. Only `Authorization` has one unless the settings say so.
  const given = reader.raw("scheme");
  const scheme = given ?? (header.toLowerCase() === "authorization" ? "Bearer" : "");
  if (typeof scheme !== "string" || (scheme !== "" && !HTTP_TOKEN.test(scheme))) {
    reader.fail("scheme", "settingsType", '"scheme" must be one word such as "Bearer", or empty.');
    return { type: "token", header, scheme: "" };
  }
  if (reader.has("token")) {
    reader.raw("token");
    reader.warn(
      "token",
      "secretInSettings",
      "A token does not belong in settings: it is ignored. Remove it here, replace it at the provider, and use Set Token.",
    );
  }
  return { type: "token", header, scheme };
}

function parseOAuth(reader: Reader): OAuthAuth {
  const flow = reader.oneOf("flow", FLOWS, "authorization_code") ?? "authorization_code";
  if (reader.has("clientSecret")) {
    reader.raw("clientSecret");
    reader.warn(
      "clientSecret",
      "secretInSettings",
      "A client secret does not belong in settings: it is ignored. Remove it here; MCP Connect asks for it and keeps it in secret storage.",
    );
  }
  if (reader.boolean("usePKCE") === false) {
    reader.fail("usePKCE", "pkceTurnedOff", "PKCE protects the sign-in and cannot be turned off.");
  }
  const auth: { -readonly [Name in keyof OAuthAuth]: OAuthAuth[Name] } = {
    type: "oauth",
    flow,
    refresh: parseRefresh(reader),
  };
  const take = <Name extends keyof OAuthAuth>(name: Name, value: OAuthAuth[Name] | undefined) => {
    if (value !== undefined) auth[name] = value;
  };
  take("clientId", reader.string("clientId"));
  take("confidential", reader.boolean("confidential"));
  take("scopes", reader.strings("scopes"));
  for (const name of ENDPOINTS) take(name, endpoint(reader, name));
  take("redirectUri", redirectUri(reader));
  take("additionalParams", additionalParams(reader));
  for (const name of SWITCHES) take(name, reader.boolean(name));
  return auth;
}

const ENDPOINTS = [
  "authorizationUrl",
  "tokenUrl",
  "revocationUrl",
  "deviceAuthorizationUrl",
  "issuer",
  "clientMetadataUrl",
] as const;

const SWITCHES = ["omitResource", "allowIssuerMismatch", "allowMissingPkceMetadata"] as const;

/** An OAuth endpoint: https, or http on this machine (PROTOCOL duty 10). */
function endpoint(reader: Reader, key: string): string | undefined {
  const text = reader.string(key);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url &&
    (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname)))
  ) {
    return text;
  }
  reader.fail(key, "endpointInsecure", `"${key}" must be an address that begins with https://.`);
  return undefined;
}

/** Parameters that hold a secret; they come from secret storage only. */
const SECRET_PARAMETER =
  /^(?:client_?secret|client_?assertion|assertion|password|(?:access|refresh|id|subject|actor)_?token)$/i;

function additionalParams(reader: Reader): Readonly<Record<string, string>> | undefined {
  const record = reader.record("additionalParams");
  if (!record) return undefined;
  const kept = Object.entries(record).filter(([name]) => !SECRET_PARAMETER.test(name));
  if (kept.length < Object.keys(record).length) {
    reader.warn(
      "additionalParams",
      "secretInSettings",
      'Secrets do not belong in settings: those in "additionalParams" are ignored. Remove them here; MCP Connect asks for a client secret and keeps it in secret storage.',
    );
  }
  return Object.fromEntries(kept);
}

function redirectUri(reader: Reader): string | undefined {
  const text = reader.string("redirectUri");
  if (text === undefined || URL.canParse(text)) return text;
  reader.fail(
    "redirectUri",
    "settingsUrl",
    '"redirectUri" must be a whole address, exactly as it is registered at the provider.',
  );
  return undefined;
}

function parseRefresh(reader: Reader): RefreshPolicy {
  if (reader.raw("refreshToken") === false) return { ...DEFAULT_REFRESH, enabled: false };
  const child =
    reader.raw("refreshToken") === true
      ? undefined
      : reader.child("refreshToken", '"refreshToken"');
  if (!child) return DEFAULT_REFRESH;
  const policy: RefreshPolicy = {
    enabled: child.boolean("enabled") ?? DEFAULT_REFRESH.enabled,
    bufferTimeS: child.number("bufferTime", 0, 86_400) ?? DEFAULT_REFRESH.bufferTimeS,
    maxRetries: child.number("maxRetries", 0, 10) ?? DEFAULT_REFRESH.maxRetries,
    retryDelayMs: child.number("retryDelay", 0, 60_000) ?? DEFAULT_REFRESH.retryDelayMs,
    fallback:
      child.oneOf("fallbackBehavior", ["queue", "fail", "use-expired"] as const, "queue") ??
      "queue",
  };
  child.rejectUnknown();
  if (child.failed) reader.failed = true;
  return policy;
}
