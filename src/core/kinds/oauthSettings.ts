import { t } from "@vscode/l10n";
import { isLoopback } from "../http/addresses.ts";
import { fillIn, PRESET_IDS, providerOfPreset, type PresetId } from "../providers/presets.ts";
import { parseOutsideToken } from "./outsideToken.ts";
import type { Reader } from "./reader.ts";
import type { IdentityProvider, OAuthAuth, OAuthFlow } from "./oauth.ts";
import { parseRefresh } from "./refresh.ts";

const FLOWS: readonly OAuthFlow[] = [
  "authorization_code",
  "client_credentials",
  "device_code",
  "jwt_bearer",
  "enterprise_managed",
];

/** Parses the OAuth settings of one server; what is wrong is reported to the reader. */
export function parseOAuth(reader: Reader): OAuthAuth {
  const flow = reader.oneOf("flow", FLOWS, "authorization_code") ?? "authorization_code";
  if (reader.has("clientSecret")) {
    reader.raw("clientSecret");
    reader.warn(
      "clientSecret",
      "secretInSettings",
      t(
        "A client secret does not belong in settings: it is ignored. Remove it here; MCP Connect asks for it and keeps it in secret storage.",
      ),
    );
  }
  if (reader.boolean("usePKCE") === false) {
    reader.fail(
      "usePKCE",
      "pkceTurnedOff",
      t("PKCE protects the sign-in and cannot be turned off."),
    );
  }
  const auth: { -readonly [Name in keyof OAuthAuth]: OAuthAuth[Name] } = {
    type: "oauth",
    flow,
    refresh: parseRefresh(reader),
  };
  const take = <Name extends keyof OAuthAuth>(name: Name, value: OAuthAuth[Name] | undefined) => {
    if (value !== undefined) auth[name] = value;
  };
  const preset = reader.choice("preset", PRESET_IDS);
  const values = {
    tenantId: reader.resolved("tenantId"),
    instanceUrl: reader.resolved("instanceUrl"),
  };
  if (preset) Object.assign(auth, presetSettings(reader, preset, values));
  take("clientId", reader.resolved("clientId"));
  take("confidential", reader.boolean("confidential"));
  take("scopes", reader.strings("scopes"));
  for (const name of ENDPOINTS) take(name, endpoint(reader, name));
  take("redirectUri", redirectUri(reader));
  take("additionalParams", additionalParameters(reader));
  for (const name of SWITCHES) take(name, reader.boolean(name));
  take("tokenEndpointAuthMethod", reader.choice("tokenEndpointAuthMethod", AUTH_METHODS));
  take("algorithm", reader.choice("algorithm", ALGORITHMS));
  take("keyId", reader.string("keyId"));
  take("subject", reader.string("subject"));
  take("assertion", parseOutsideToken(reader, "assertion"));
  take("idp", identityProvider(reader, flow));
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

const SWITCHES = [
  "omitResource",
  "allowIssuerMismatch",
  "allowMissingPkceMetadata",
  "dpop",
] as const;

const AUTH_METHODS = [
  "none",
  "client_secret_basic",
  "client_secret_post",
  "private_key_jwt",
] as const;

const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"] as const;

/** The settings that a preset stands for; a value that its addresses lack is reported (R34). */
function presetSettings(
  reader: Reader,
  id: PresetId,
  values: Readonly<Record<string, string | undefined>>,
): Partial<OAuthAuth> {
  const { name: provider, preset } = providerOfPreset(id);
  const missing = new Set<string>();
  const fill = (template: string | undefined) => {
    if (template === undefined) return undefined;
    const filled = fillIn(template, preset.values, values);
    for (const name of filled.missing) missing.add(name);
    return filled.url;
  };
  const authorizationUrl = fill(preset.authorizationUrl);
  const tokenUrl = fill(preset.tokenUrl);
  for (const name of missing) {
    reader.fail(
      name,
      "presetValueMissing",
      t(
        "{0} needs “{1}”, such as “{2}”. Add it beside “preset”.",
        provider,
        name,
        preset.values?.[name]?.example ?? "",
      ),
    );
  }
  const { scopes, additionalParams, omitResource, confidential } = preset;
  return {
    preset: id,
    ...(authorizationUrl !== undefined && { authorizationUrl }),
    ...(tokenUrl !== undefined && { tokenUrl }),
    ...(scopes && { scopes }),
    ...(additionalParams && { additionalParams }),
    ...(omitResource !== undefined && { omitResource }),
    ...(confidential !== undefined && { confidential }),
  };
}

/** The organization's identity provider, which enterprise-managed authorization cannot do without. */
function identityProvider(reader: Reader, flow: OAuthFlow): IdentityProvider | undefined {
  const idp = reader.child("idp", t("“idp” of {0}", reader.label));
  if (!idp) {
    if (flow === "enterprise_managed" && !reader.has("idp")) {
      reader.fail(
        "idp",
        "settingsIdp",
        t(
          "The flow “enterprise_managed” needs “idp” with the “issuer” and “clientId” of your organization’s identity provider.",
        ),
      );
    }
    return undefined;
  }
  const issuer = endpoint(idp, "issuer");
  const clientId = idp.resolved("clientId");
  const tokenUrl = endpoint(idp, "tokenUrl");
  const authorizationUrl = endpoint(idp, "authorizationUrl");
  const scopes = idp.strings("scopes");
  const confidential = idp.boolean("confidential");
  const idToken = parseOutsideToken(idp, "idToken");
  idp.rejectUnknown();
  if (issuer === undefined || clientId === undefined || idp.failed) {
    if (!idp.failed) {
      idp.fail(
        [],
        "settingsIdp",
        t("“idp” needs the “issuer” and the “clientId” of the identity provider."),
      );
    }
    reader.failed = true;
    return undefined;
  }
  return {
    issuer,
    clientId,
    ...(tokenUrl !== undefined && { tokenUrl }),
    ...(authorizationUrl !== undefined && { authorizationUrl }),
    ...(scopes && { scopes }),
    ...(confidential !== undefined && { confidential }),
    ...(idToken && { idToken }),
  };
}

/** An OAuth endpoint: https, or http on this machine (PROTOCOL duty 10). */
function endpoint(reader: Reader, key: string): string | undefined {
  const text = reader.resolved(key);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url &&
    (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname)))
  ) {
    return text;
  }
  reader.fail(
    key,
    "endpointInsecure",
    t("“{0}” must be an address that begins with https://.", key),
  );
  return undefined;
}

/** Parameters that hold a secret; they come from secret storage only. */
const SECRET_PARAMETER =
  /^(?:client_?secret|client_?assertion|assertion|password|(?:access|refresh|id|subject|actor)_?token)$/i;

function additionalParameters(reader: Reader): Readonly<Record<string, string>> | undefined {
  const record = reader.record("additionalParams");
  if (!record) return undefined;
  const kept = Object.entries(record).filter(([name]) => !SECRET_PARAMETER.test(name));
  if (kept.length < Object.keys(record).length) {
    reader.warn(
      "additionalParams",
      "secretInSettings",
      t(
        'Secrets do not belong in settings: those in "additionalParams" are ignored. Remove them here; MCP Connect asks for a client secret and keeps it in secret storage.',
      ),
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
    t("“redirectUri” must be a whole address, exactly as it is registered at the provider."),
  );
  return undefined;
}
