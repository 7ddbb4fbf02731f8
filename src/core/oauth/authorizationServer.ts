import { Failure } from "../failure.ts";
import { quoted } from "../log.ts";
import { checkEndpoint, type EndpointTrust } from "./endpointRules.ts";
import { isObject, stringIn, stringsIn, type JsonObject } from "./guards.ts";
import { readJson, safeFetch } from "./safeFetch.ts";
import type { OAuthPorts } from "./types.ts";

/** What a sign-in needs to know of an authorization server. Every endpoint was checked by `checkEndpoint`. */
export interface AuthorizationServer {
  readonly issuer: string;
  /** Whether `issuer` comes from the server or the settings; false where it had to be made from an endpoint's origin. */
  readonly issuerKnown: boolean;
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
    readonly sameOriginOnly?: boolean;
  },
  signal: AbortSignal,
): Promise<AuthorizationServer | undefined> {
  const identifier = checkEndpoint(issuer, "authorization server", options.trust);
  let brokenStatus: number | undefined;
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
      ports.log.debug(`No server metadata at ${quoted(address)}: status ${response.status}.`);
      continue;
    }
    checkIssuer(document, issuer, options);
    return parseAuthorizationServer(document, options.trust);
  }
  if (brokenStatus !== undefined)
    throw new Failure(
      "discoveryFailed",
      `The authorization server answered with status ${brokenStatus} when asked for its metadata. Try again later, or tell its operator.`,
      { status: brokenStatus, origin: identifier.origin },
    );
  return undefined;
}

/** Well-known addresses of an issuer, in the order in which they are tried. */
export function metadataAddresses(issuer: URL): string[] {
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
export function parseAuthorizationServer(
  document: JsonObject,
  trust: EndpointTrust,
): AuthorizationServer {
  const endpoint = (name: string, what: string) => {
    const value = stringIn(document, name);
    return value === undefined ? undefined : checkEndpoint(value, what, trust).href;
  };
  const tokenEndpoint = endpoint("token_endpoint", "token endpoint");
  const issuer = stringIn(document, "issuer");
  if (tokenEndpoint === undefined || issuer === undefined)
    throw new Failure(
      "metadataInvalid",
      "The authorization server's metadata names no token endpoint. Enter the endpoints in the settings, or tell its operator.",
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
      "The authorization server names a sign-in page that is not a web address, so it was not opened. Tell the server's operator.",
      { protocol },
    );
  return checkEndpoint(value, "authorization endpoint", trust).href;
}

function authorizationEndpointIn(document: JsonObject, trust: EndpointTrust): string | undefined {
  const value = stringIn(document, "authorization_endpoint");
  return value === undefined ? undefined : checkAuthorizationEndpoint(value, trust);
}

function checkIssuer(
  document: JsonObject,
  expected: string,
  options: { readonly allowIssuerMismatch: boolean; readonly sameOriginOnly?: boolean },
): void {
  const issuer = stringIn(document, "issuer") ?? "";
  // RFC 8414, section 3.3. URL objects are compared because serializers add a slash to a bare origin.
  const actual = URL.parse(issuer);
  const wanted = new URL(expected);
  if (actual?.href === wanted.href || options.allowIssuerMismatch) return;
  // The 2025-03-26 specification names no issuer, only the server's origin: the document may say which it is there.
  if (options.sameOriginOnly && actual?.origin === wanted.origin) return;
  throw new Failure(
    "issuerMismatch",
    "The authorization server's metadata names another issuer than the one that was asked, so the sign-in was stopped. If you trust both, allow it for this server in the settings.",
    { expected, ...(actual && { actual: actual.href }) },
  );
}
