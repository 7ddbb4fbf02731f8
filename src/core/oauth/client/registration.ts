import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";
import { Secret } from "../../secret.ts";
import type { TokenEndpointAuthMethod } from "../../kinds/oauth.ts";
import type { AuthorizationServer } from "../discovery/authorizationServer.ts";
import type { EngineContext } from "../context.ts";
import type { EndpointTrust } from "../discovery/endpointRules.ts";
import { isObject, stringIn, stringsIn, type JsonObject } from "../../guards.ts";
import { readJson, safeFetch } from "../safeFetch.ts";
import { parseErrorAnswer } from "../tokens/tokenAnswer.ts";
import type { OAuthClient } from "../types.ts";

export const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

/** Methods that a registration can ask for: those that need nothing but the answer. */
const REGISTRABLE = ["none", "client_secret_basic", "client_secret_post"] as const;

/**
 * Registers this client (RFC 7591) as a native application. Rejects with `redirectUriRejected` (facts: the redirect
 * URI) or `registrationRejected`.
 */
export async function registerClient(
  context: EngineContext,
  server: AuthorizationServer & { readonly registrationEndpoint: string },
  wanted: { readonly redirectUri: string | undefined; readonly dpop: boolean },
  trust: EndpointTrust,
  signal: AbortSignal,
): Promise<OAuthClient> {
  const announced = server.tokenAuthMethods;
  const methods: readonly TokenEndpointAuthMethod[] = announced
    ? REGISTRABLE.filter((method) => announced.includes(method))
    : // Nothing announced means client_secret_basic by RFC 8414, but most such servers take public clients.
      ["none", "client_secret_basic"];
  let attempt = 0;
  for (;;) {
    const method = methods[attempt] ?? "none";
    const response = await safeFetch(context, server.registrationEndpoint, {
      what: "registration endpoint",
      trust,
      signal,
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(clientMetadata(wanted, method)),
    });
    const document = await readJson(response);
    if (response.ok && isObject(document)) {
      const client = parseRegistration(document, server, method, wanted.redirectUri);
      if (client) return client;
    }
    const refusal = parseErrorAnswer(document);
    if (refusal?.mentionsRedirectUri && wanted.redirectUri !== undefined)
      throw new Failure(
        "redirectUriRejected",
        t(
          "The authorization server refuses to register our redirect URI. Use another of the redirect URIs, or enter a client ID that is registered with one of them.",
        ),
        { redirectUri: wanted.redirectUri, step: "registration", error: refusal.error },
      );
    attempt += 1;
    if (refusal?.error !== "invalid_client_metadata" || attempt >= methods.length)
      throw new Failure(
        "registrationRejected",
        t(
          "The authorization server did not register this client. Register one with its operator and enter the client ID in the settings.",
        ),
        { status: response.status, ...(refusal && { error: refusal.error }) },
      );
  }
}

function clientMetadata(
  wanted: { readonly redirectUri: string | undefined; readonly dpop: boolean },
  method: TokenEndpointAuthMethod,
): JsonObject {
  const { redirectUri } = wanted;
  return {
    client_name: "MCP Connect",
    application_type: "native",
    token_endpoint_auth_method: method,
    ...(redirectUri === undefined
      ? { redirect_uris: [], response_types: [], grant_types: [DEVICE_GRANT, "refresh_token"] }
      : {
          redirect_uris: [redirectUri],
          response_types: ["code"],
          grant_types: ["authorization_code", "refresh_token"],
        }),
    ...(wanted.dpop && { dpop_bound_access_tokens: true }),
  };
}

/**
 * Reads a registration. Deployed servers leave out almost anything but `client_id`, `client_secret_expires_at`
 * included, so nothing else is required.
 */
function parseRegistration(
  document: JsonObject,
  server: AuthorizationServer,
  requested: TokenEndpointAuthMethod,
  redirectUri: string | undefined,
): OAuthClient | undefined {
  const clientId = stringIn(document, "client_id");
  if (clientId === undefined) return undefined;
  const secret = stringIn(document, "client_secret");
  const uris = stringsIn(document, "redirect_uris") ?? [];
  const method = registeredMethod(document, server, requested, secret !== undefined);
  return {
    clientId,
    source: "dynamic",
    method,
    ...(secret !== undefined && method !== "none" && { clientSecret: new Secret(secret) }),
    redirectUris: uris.length > 0 || redirectUri === undefined ? uris : [redirectUri],
    tokenOrigin: new URL(server.tokenEndpoint).origin,
  };
}

/** The method that the answer names; a server that names none but gives a secret expects it. */
function registeredMethod(
  document: JsonObject,
  server: AuthorizationServer,
  requested: TokenEndpointAuthMethod,
  hasSecret: boolean,
): TokenEndpointAuthMethod {
  const named = REGISTRABLE.find((method) => method === document["token_endpoint_auth_method"]);
  if (!hasSecret) return "none";
  if (named !== undefined) return named;
  const secretMethods = ["client_secret_basic", "client_secret_post"] as const;
  const announced = server.tokenAuthMethods;
  if (!announced) return "client_secret_basic";
  return secretMethods.find((method) => announced.includes(method)) ?? requested;
}
