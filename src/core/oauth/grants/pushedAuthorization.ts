import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";
import type { AuthorizationServer } from "../discovery/authorizationServer.ts";
import { clientAuthentications, type AssertionSettings } from "../client/clientAuthentication.ts";
import { notableSkewMs, type EngineContext } from "../context.ts";
import type { EndpointTrust } from "../discovery/endpointRules.ts";
import { isObject, stringIn } from "../../guards.ts";
import { readJson, safeFetch } from "../safeFetch.ts";
import { parseErrorAnswer } from "../tokens/tokenAnswer.ts";
import type { OAuthClient } from "../types.ts";

/**
 * Pushes the request's parameters (RFC 9126), for servers that take them no other way; gives what is left for the
 * browser to carry. Rejects with `redirectUriRejected` or `authorizationRejected`.
 */
export async function pushAuthorizationRequest(
  context: EngineContext,
  grant: {
    readonly server: AuthorizationServer;
    readonly client: OAuthClient;
    readonly settings: AssertionSettings;
    readonly trust: EndpointTrust;
  },
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const { server, client } = grant;
  const endpoint = server.pushedAuthorizationEndpoint;
  if (endpoint === undefined)
    throw new Failure(
      "metadataInvalid",
      t(
        "The authorization server wants pushed requests and names no endpoint for them. Tell its operator.",
      ),
      { issuer: server.issuer },
    );
  const body = new URLSearchParams(parameters);
  const headers = new Headers({ accept: "application/json" });
  const [authenticate] = clientAuthentications(
    client,
    server,
    grant.settings,
    context.now() + notableSkewMs(context, endpoint),
  );
  await authenticate?.({ issuer: server.issuer }, { client_id: client.clientId }, body, headers);
  const response = await safeFetch(context, endpoint, {
    what: "pushed authorization endpoint",
    trust: grant.trust,
    signal,
    method: "POST",
    headers: Object.fromEntries(headers),
    body,
  });
  const document = await readJson(response);
  const requestUri =
    response.ok && isObject(document) ? stringIn(document, "request_uri") : undefined;
  if (requestUri !== undefined) return { client_id: client.clientId, request_uri: requestUri };
  const refusal = parseErrorAnswer(document);
  const facts = { status: response.status, ...(refusal && { error: refusal.error }) };
  if (refusal?.mentionsRedirectUri)
    throw new Failure(
      "redirectUriRejected",
      t(
        "The authorization server does not know our redirect URI. Register exactly this address with the client, then sign in again.",
      ),
      { ...facts, redirectUri: parameters["redirect_uri"], step: "authorization" },
    );
  if (refusal?.error === "invalid_client")
    throw new Failure(
      "clientUnknown",
      t(
        "The authorization server does not accept this client. Check the client ID, then sign in again.",
      ),
      { ...facts, clientId: client.clientId, source: client.source },
    );
  throw new Failure(
    "authorizationRejected",
    t(
      "The authorization server refused the sign-in request. Check this server's sign-in settings.",
    ),
    facts,
  );
}
