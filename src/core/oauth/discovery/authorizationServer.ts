import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";
import { quoted } from "../../log.ts";
import { checkEndpoint, type EndpointName, type EndpointTrust } from "./endpointRules.ts";
import { isObject, stringIn, stringsIn, type JsonObject } from "../../guards.ts";
import { readJson, safeFetch } from "../safeFetch.ts";
import type { OAuthPorts } from "../types.ts";

/** What a sign-in needs to know of an authorization server. Every endpoint was checked by `checkEndpoint`. */
export interface AuthorizationServer {
  readonly issuer: string;
  /** Whether `issuer` comes from the server or the settings; false where it had to be made from an endpoint's origin. */
  readonly issuerKnown: boolean;
  /** The other name that its metadata gives, where the settings allow that. */
  readonly alternativeIssuer?: string;
  readonly authorizationEndpoint?: string;
  readonly tokenEndpoint: string;
  readonly registrationEndpoint?: string;
  readonly revocationEndpoint?: string;
  readonly deviceAuthorizationEndpoint?: string;
  readonly pushedAuthorizationEndpoint?: string;
  readonly pushedAuthorizationRequired: boolean;
  readonly scopesSupported?: readonly string[];
  /** Undefined when the server does not announce any; RFC 8414 then means `client_secret_basic`. */
  readonly tokenAuthMethods?: readonly string[];
  /** Undefined when the server does not announce any. */
  readonly pkceMethods?: readonly string[];
  /** Whether the endpoints come from a metadata document. */
  readonly announced: boolean;
  readonly clientMetadataDocuments: boolean;
  /** The server promises `iss` in its authorization answers (RFC 9207). */
  readonly sendsIssuer: boolean;
  readonly dpopAlgorithms?: readonly string[];
}

const WHAT = "authorization server metadata";

/**
 * Reads the metadata of the issuer, in the order of the MCP specification: RFC 8414 with the path inserted, OpenID
 * Connect with the path inserted, OpenID Connect with the path appended; without a path RFC 8414, then OpenID Connect.
 * Undefined when there is none. Rejects with `issuerMismatch` unless `allowIssuerMismatch`, `metadataInvalid`.
 */
export async function findAuthorizationServer(
  ports: OAuthPorts,
  issuer: string,
  options: {
    readonly trust: EndpointTrust;
    readonly allowIssuerMismatch: boolean;
    /** The issuer is only the server's origin, as in the 2025-03-26 specification. */
    readonly legacy?: boolean;
  },
  signal: AbortSignal,
): Promise<AuthorizationServer | undefined> {
  const identifier = checkEndpoint(issuer, "authorization server", options.trust);
  let brokenStatus: number | undefined;
  let unreadable = false;
  for (const address of metadataAddresses(identifier)) {
    const response = await safeFetch(ports, address, {
      what: WHAT,
      trust: options.trust,
      signal,
      headers: { accept: "application/json" },
      redirects: "follow",
    });
    if (response.status >= 500) brokenStatus ??= response.status;
    const document = response.status === 200 ? await readJson(response) : undefined;
    if (!isObject(document) || stringIn(document, "issuer") === undefined) {
      unreadable ||= response.status === 200;
      ports.log.debug(`No server metadata at ${quoted(address)}: status ${response.status}.`);
      continue;
    }
    const matches = checkIssuer(document, issuer, options);
    const server = parseAuthorizationServer(document, options.trust);
    // Registrations and tokens stay with the issuer that was asked, whatever name it gives itself.
    return matches ? server : { ...server, issuer, alternativeIssuer: server.issuer };
  }
  if (brokenStatus !== undefined)
    throw new Failure(
      "discoveryFailed",
      t(
        "The authorization server answered with status {0} when asked for its metadata. Try again later, or tell its operator.",
        brokenStatus,
      ),
      { status: brokenStatus, origin: identifier.origin },
    );
  // A server that knows nothing of OAuth may answer any address with its start page.
  if (unreadable && !options.legacy)
    throw new Failure(
      "metadataInvalid",
      t(
        "What the authorization server publishes as its metadata cannot be read. Enter its addresses in the settings, or tell its operator.",
      ),
      { origin: identifier.origin },
    );
  return undefined;
}

/** Well-known addresses of an issuer, in the order in which they are tried. */
function metadataAddresses(issuer: URL): string[] {
  const path = issuer.pathname.replace(/\/$/, "");
  const { origin } = issuer;
  const oauth = `${origin}/.well-known/oauth-authorization-server${path}`;
  if (path === "") return [oauth, `${origin}/.well-known/openid-configuration`];
  return [
    oauth,
    `${origin}/.well-known/openid-configuration${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
}

/** Types the document and checks every endpoint in it. Rejects with `metadataInvalid`, `insecureEndpoint`, `privateEndpoint`. */
function parseAuthorizationServer(document: JsonObject, trust: EndpointTrust): AuthorizationServer {
  const endpoint = (name: string, what: EndpointName) => {
    const value = stringIn(document, name);
    return value === undefined ? undefined : checkEndpoint(value, what, trust).href;
  };
  const tokenEndpoint = endpoint("token_endpoint", "token endpoint");
  const issuer = stringIn(document, "issuer");
  if (tokenEndpoint === undefined || issuer === undefined)
    throw new Failure(
      "metadataInvalid",
      t(
        "The authorization server's metadata names no token endpoint. Enter the endpoints in the settings, or tell its operator.",
      ),
    );
  const authorizationEndpoint = authorizationEndpointIn(document, trust);
  const registrationEndpoint = endpoint("registration_endpoint", "registration endpoint");
  const revocationEndpoint = endpoint("revocation_endpoint", "revocation endpoint");
  const deviceEndpoint = endpoint("device_authorization_endpoint", "device endpoint");
  const pushedEndpoint = endpoint(
    "pushed_authorization_request_endpoint",
    "pushed authorization endpoint",
  );
  const scopesSupported = stringsIn(document, "scopes_supported");
  const tokenAuthMethods = stringsIn(document, "token_endpoint_auth_methods_supported");
  const pkceMethods = stringsIn(document, "code_challenge_methods_supported");
  const dpopAlgorithms = stringsIn(document, "dpop_signing_alg_values_supported");
  return {
    issuer,
    issuerKnown: true,
    announced: true,
    tokenEndpoint,
    ...(authorizationEndpoint !== undefined && { authorizationEndpoint }),
    ...(registrationEndpoint !== undefined && { registrationEndpoint }),
    ...(revocationEndpoint !== undefined && { revocationEndpoint }),
    ...(deviceEndpoint !== undefined && { deviceAuthorizationEndpoint: deviceEndpoint }),
    ...(pushedEndpoint !== undefined && { pushedAuthorizationEndpoint: pushedEndpoint }),
    ...(scopesSupported && { scopesSupported }),
    ...(tokenAuthMethods && { tokenAuthMethods }),
    ...(pkceMethods && { pkceMethods }),
    ...(dpopAlgorithms && { dpopAlgorithms }),
    pushedAuthorizationRequired: document["require_pushed_authorization_requests"] === true,
    clientMetadataDocuments: document["client_id_metadata_document_supported"] === true,
    sendsIssuer: document["authorization_response_iss_parameter_supported"] === true,
  };
}

/** Where a token endpoint elsewhere is known to be right. */
const KNOWN_TOKEN_ORIGINS: Readonly<Record<string, string>> = {
  "https://accounts.google.com": "https://oauth2.googleapis.com",
};

/**
 * Refuses metadata whose token endpoint is neither at the issuer's origin nor at the sign-in page's: the code and the
 * client's secret would go to somebody whom the user never sees. Rejects with `tokenEndpointElsewhere`.
 */
export function checkTokenOrigin(server: AuthorizationServer): void {
  const { origin } = new URL(server.tokenEndpoint);
  const issuerOrigin = new URL(server.issuer).origin;
  const signInOrigin =
    server.authorizationEndpoint === undefined
      ? undefined
      : new URL(server.authorizationEndpoint).origin;
  if (origin === issuerOrigin || origin === signInOrigin) return;
  if (KNOWN_TOKEN_ORIGINS[issuerOrigin] === origin) return;
  throw new Failure(
    "tokenEndpointElsewhere",
    t(
      "The authorization server names a token endpoint that belongs to somebody else, so nothing was sent to it. If it is right, enter it as `tokenUrl` for this server in the settings.",
    ),
    { issuer: server.issuer, tokenOrigin: origin },
  );
}

/** A server that has no metadata document: only these endpoints are known. */
export function unannouncedServer(
  endpoints: Pick<AuthorizationServer, "issuer" | "issuerKnown" | "tokenEndpoint"> &
    Partial<AuthorizationServer>,
): AuthorizationServer {
  return {
    announced: false,
    pushedAuthorizationRequired: false,
    clientMetadataDocuments: false,
    sendsIssuer: false,
    ...endpoints,
  };
}

/**
 * The address that the browser opens. Only http and https are ever opened: a `javascript:` or `file:` address would
 * run or show something on this machine.
 */
export function checkAuthorizationEndpoint(value: string, trust: EndpointTrust): string {
  const protocol = URL.parse(value)?.protocol;
  if (protocol !== undefined && protocol !== "https:" && protocol !== "http:")
    throw new Failure(
      "authorizationUrlUnsafe",
      t(
        "The authorization server names a sign-in page that is not a web address, so it was not opened. Tell the server's operator.",
      ),
      { protocol },
    );
  return checkEndpoint(value, "authorization endpoint", trust).href;
}

function authorizationEndpointIn(document: JsonObject, trust: EndpointTrust): string | undefined {
  const value = stringIn(document, "authorization_endpoint");
  return value === undefined ? undefined : checkAuthorizationEndpoint(value, trust);
}

/** Whether the document names the issuer that was asked; false where a mismatch is allowed. */
function checkIssuer(
  document: JsonObject,
  expected: string,
  options: { readonly allowIssuerMismatch: boolean; readonly legacy?: boolean },
): boolean {
  // RFC 8414, section 3.3. URL objects are compared because serializers add a slash to a bare origin.
  const actual = URL.parse(stringIn(document, "issuer") ?? "");
  const wanted = new URL(expected);
  if (actual?.href === wanted.href) return true;
  // The 2025-03-26 specification names no issuer, only the server's origin: the document may say which it is there.
  if (options.legacy && actual?.origin === wanted.origin) return true;
  if (options.allowIssuerMismatch) return false;
  throw new Failure(
    "issuerMismatch",
    t(
      "The authorization server's metadata names another issuer than the one that was asked, so the sign-in was stopped. If you trust both, allow it for this server in the settings.",
    ),
    { expected, setting: "allowIssuerMismatch", ...(actual && { actual: actual.href }) },
  );
}
