import { t } from "@vscode/l10n";
import { Failure, isFailure } from "../../failure.ts";
import type { AuthorizationServer } from "../discovery/authorizationServer.ts";
import { chooseMethod } from "./clientAuthentication.ts";
import type { EngineContext } from "../context.ts";
import { registerClient } from "./registration.ts";
import type { OAuthClient, OAuthServer, SignInInteraction, SignInOptions } from "../types.ts";

/** What decides which client signs in. */
export interface ClientQuestion {
  readonly server: OAuthServer;
  readonly authorizationServer: AuthorizationServer;
  /** Undefined for flows without a redirect. */
  readonly redirectUri: string | undefined;
  readonly options: SignInOptions;
  readonly interaction: Pick<SignInInteraction, "askClient" | "progress">;
  /** Whether the flow can use a client that registers itself. */
  readonly mayRegister: boolean;
  /** The client kept from an earlier sign-in at this issuer; left out once the server has forgotten it. */
  readonly known: OAuthClient | undefined;
  readonly dpop?: boolean;
}

/**
 * The client, in the order of the MCP specification: configured, client id metadata document, registered before,
 * registered now, asked for. Nothing is reused across issuers.
 */
export async function identifyClient(
  context: EngineContext,
  question: ClientQuestion,
  signal: AbortSignal,
): Promise<OAuthClient> {
  const { server, authorizationServer, redirectUri, options, interaction } = question;
  const configured = configuredClient(question);
  if (configured) {
    const { tokenEndpoint } = authorizationServer;
    if (configured.source === "settings") await options.usingClient?.({ tokenEndpoint });
    return configured;
  }
  const known = knownClient(question);
  if (known) return known;
  const { registrationEndpoint } = authorizationServer;
  if (question.mayRegister && registrationEndpoint !== undefined) {
    interaction.progress("registering");
    return registerClient(
      context,
      { ...authorizationServer, registrationEndpoint },
      { redirectUri, dpop: question.dpop ?? false },
      { serverUrl: server.url },
      signal,
    );
  }
  const asked = await interaction.askClient({
    issuer: authorizationServer.issuer,
    tokenEndpoint: authorizationServer.tokenEndpoint,
    redirectUri,
  });
  if (!asked)
    throw new Failure("cancelled", t("No client ID was entered, so the sign-in ended."), {
      issuer: authorizationServer.issuer,
    });
  return clientOf(question, asked.clientId, "asked", {
    ...options,
    ...(asked.clientSecret && { clientSecret: asked.clientSecret }),
  });
}

/**
 * The redirect URI that the client is registered with, as far as that is known before a listener is opened: of the
 * settings, else of the registration that would be reused.
 */
export function registeredRedirectUri(
  question: Pick<ClientQuestion, "server" | "known">,
): string | undefined {
  const { auth } = question.server;
  if (auth.redirectUri !== undefined) return auth.redirectUri;
  if (auth.clientId !== undefined) return undefined;
  return question.known?.redirectUris[0];
}

/** Whether the client is, or can be, registered by this machine, so that any redirect URI will do. */
export function canRegister(
  question: Pick<ClientQuestion, "server" | "authorizationServer" | "mayRegister">,
): boolean {
  const { auth } = question.server;
  const { registrationEndpoint, clientMetadataDocuments } = question.authorizationServer;
  if (auth.clientId !== undefined || auth.redirectUri !== undefined) return false;
  if (auth.clientMetadataUrl !== undefined && clientMetadataDocuments) return false;
  return question.mayRegister && registrationEndpoint !== undefined;
}

/**
 * Runs a sign-in with the client that is kept, if any; when the server has forgotten its registration, once more
 * without it, so that the client registers again.
 */
export async function withKnownClient<T>(
  context: EngineContext,
  { options, authorizationServer }: Pick<ClientQuestion, "options" | "authorizationServer">,
  attempt: (known: OAuthClient | undefined) => Promise<T>,
): Promise<T> {
  const known = await options.knownClient?.(authorizationServer.issuer);
  try {
    return await attempt(known);
  } catch (error) {
    const forgotten =
      isFailure(error, "clientUnknown") &&
      error.facts["source"] === "dynamic" &&
      error.facts["clientId"] === known?.clientId;
    if (!forgotten) throw error;
    context.log.info("The authorization server has forgotten the registration; registering again.");
    return attempt(undefined);
  }
}

function configuredClient(question: ClientQuestion): OAuthClient | undefined {
  const { auth } = question.server;
  if (auth.clientId !== undefined)
    return clientOf(question, auth.clientId, "settings", question.options);
  if (
    auth.clientMetadataUrl !== undefined &&
    question.mayRegister &&
    question.authorizationServer.clientMetadataDocuments
  ) {
    const { clientSecret: _none, ...withoutSecret } = question.options;
    return clientOf(question, auth.clientMetadataUrl, "metadataDocument", withoutSecret);
  }
  return undefined;
}

function clientOf(
  question: ClientQuestion,
  clientId: string,
  source: OAuthClient["source"],
  { clientSecret, clientKey, secretsTokenOrigin }: SignInOptions,
): OAuthClient {
  const { auth } = question.server;
  const tokenOrigin = new URL(question.authorizationServer.tokenEndpoint).origin;
  const hasSecret = clientSecret !== undefined || clientKey !== undefined;
  if (hasSecret && secretsTokenOrigin !== undefined && secretsTokenOrigin !== tokenOrigin)
    throw new Failure(
      "credentialBoundElsewhere",
      t(
        "The client's secret was stored for another token endpoint, so it was not sent. If the new one is right, set the secret again.",
      ),
      { storedFor: secretsTokenOrigin, now: tokenOrigin },
    );
  if (source === "settings" && auth.confidential && !hasSecret)
    throw new Failure(
      "clientIdNeeded",
      t(
        "The client in the settings has a secret, but none is stored. Set the client secret, then sign in again.",
      ),
      { clientId },
    );
  return {
    clientId,
    source,
    method: chooseMethod(
      { secret: clientSecret !== undefined, key: clientKey !== undefined },
      question.authorizationServer,
      auth.tokenEndpointAuthMethod,
    ),
    ...(clientSecret && { clientSecret }),
    ...(clientKey && { clientKey }),
    redirectUris: auth.redirectUri === undefined ? [] : [auth.redirectUri],
    tokenOrigin,
  };
}

/** An earlier registration, if it is for this token endpoint and this redirect URI. */
function knownClient(question: ClientQuestion): OAuthClient | undefined {
  const { known, authorizationServer, redirectUri } = question;
  if (!known) return undefined;
  // Metadata that now names a token endpoint elsewhere does not get a secret that was made for the old one.
  const tokenOrigin = new URL(authorizationServer.tokenEndpoint).origin;
  if (known.tokenOrigin !== undefined && known.tokenOrigin !== tokenOrigin) return undefined;
  if (known.source === "asked") return known;
  if (known.source !== "dynamic" || !question.mayRegister) return undefined;
  // An unregistered port is never sent for a client that was registered with another (R44).
  const fits =
    redirectUri === undefined
      ? known.redirectUris.length === 0
      : known.redirectUris.includes(redirectUri);
  return fits ? known : undefined;
}
