import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";
import { checkPkce, runCodeGrant } from "./authorizationCode.ts";
import {
  canRegister,
  identifyClient,
  registeredRedirectUri,
  withKnownClient,
  type ClientQuestion,
} from "../client/clientIdentity.ts";
import type { EngineContext } from "../context.ts";
import { wantsDpop, type Discovered } from "../discovery/discovery.ts";
import { grantOf } from "./grant.ts";
import { selectScopes } from "../tokens/scopes.ts";
import { initialDpopKey } from "../tokens/tokenEndpoint.ts";
import type {
  OAuthClient,
  OAuthGrant,
  OAuthServer,
  SignInInteraction,
  SignInOptions,
} from "../types.ts";

/**
 * Signs the user in with the authorization code grant. A registration that the server has forgotten is thrown away and
 * made again, once.
 */
export async function signInWithCode(
  context: EngineContext,
  server: OAuthServer,
  discovered: Discovered,
  interaction: SignInInteraction,
  options: SignInOptions,
  signal: AbortSignal,
): Promise<OAuthGrant> {
  const { authorizationServer } = discovered;
  checkPkce(authorizationServer, server.auth);
  return withKnownClient(context, { options, authorizationServer }, (known) =>
    attempt(context, server, discovered, interaction, options, known, signal),
  );
}

async function attempt(
  context: EngineContext,
  server: OAuthServer,
  discovered: Discovered,
  interaction: SignInInteraction,
  options: SignInOptions,
  known: OAuthClient | undefined,
  signal: AbortSignal,
): Promise<OAuthGrant> {
  const { authorizationServer, resource } = discovered;
  const { authorizationEndpoint } = authorizationServer;
  if (authorizationEndpoint === undefined)
    throw new Failure(
      "metadataInvalid",
      t(
        "The authorization server names no sign-in page. Choose another `flow` in the settings, or enter the authorization address.",
      ),
      { issuer: authorizationServer.issuer },
    );
  const scopes = selectScopes(server.auth, discovered, options.additionalScopes);
  const dpop = await initialDpopKey(
    wantsDpop(server.auth, discovered),
    authorizationServer.dpopAlgorithms,
  );
  const question: Omit<ClientQuestion, "redirectUri"> = {
    server,
    authorizationServer,
    options,
    interaction,
    mayRegister: true,
    known,
    dpop: dpop !== undefined,
  };
  const receiver = await interaction.redirectReceiver(registeredRedirectUri(question), {
    anyPort: canRegister(question),
  });
  try {
    const client = await identifyClient(
      context,
      { ...question, redirectUri: receiver.redirectUri },
      signal,
    );
    const result = await runCodeGrant(
      context,
      {
        server: { ...authorizationServer, authorizationEndpoint },
        client,
        scopes,
        resource,
        prompt: promptOf(options.prompt, scopes),
        additionalParams: server.auth.additionalParams ?? {},
        settings: server.auth,
        ...(dpop && { dpop }),
        trust: { serverUrl: server.url, byHand: true },
        step: "code",
        skipRedirectCheck: options.skipRedirectCheck ?? false,
      },
      receiver,
      interaction,
      signal,
    );
    return grantOf(context, result, {
      server: authorizationServer,
      client,
      requestedScopes: scopes,
      resource,
    });
  } finally {
    receiver.dispose();
  }
}

/** `offline_access` is granted only with the consent prompt (OpenID Connect Core, section 11). */
function promptOf(prompt: SignInOptions["prompt"], scopes: readonly string[]): string | undefined {
  const prompts = [
    ...(prompt ? [prompt] : []),
    ...(scopes.includes("offline_access") ? ["consent"] : []),
  ];
  return prompts.length > 0 ? prompts.join(" ") : undefined;
}
