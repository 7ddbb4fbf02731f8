import { t } from "@vscode/l10n";
import {
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomState,
} from "oauth4webapi";
import { linkedTo } from "../../cancellation.ts";
import { Failure } from "../../failure.ts";
import { quoted } from "../../log.ts";
import type { Secret } from "../../secret.ts";
import type { OAuthAuth } from "../../kinds/oauth.ts";
import { readAuthorizationAnswer } from "./authorizationAnswer.ts";
import type { AuthorizationServer } from "../discovery/authorizationServer.ts";
import type { EngineContext } from "../context.ts";
import type { EndpointTrust } from "../discovery/endpointRules.ts";
import { pushAuthorizationRequest } from "./pushedAuthorization.ts";
import { checkRedirect } from "../redirect/redirectCheck.ts";
import { requestToken, tokenRequestTo, type TokenResult } from "../tokens/tokenEndpoint.ts";
import type { TokenStep } from "../tokens/tokenFailure.ts";
import type { OAuthClient, RedirectReceiver, SignInInteraction } from "../types.ts";

/** One authorization code grant, at the MCP server's authorization server or at an identity provider. */
export interface CodeGrant {
  readonly server: AuthorizationServer & { readonly authorizationEndpoint: string };
  readonly client: OAuthClient;
  readonly scopes: readonly string[];
  readonly resource: string | undefined;
  readonly prompt: string | undefined;
  readonly additionalParams: Readonly<Record<string, string>>;
  readonly settings: Pick<OAuthAuth, "keyId" | "algorithm" | "dpop" | "tokenEndpointAuthMethod">;
  readonly dpop?: { readonly secret: Secret; readonly thumbprint: string };
  readonly trust: EndpointTrust;
  readonly step: TokenStep;
  readonly skipRedirectCheck: boolean;
}

/** What decides over the security of the request; `additionalParams` of the settings cannot replace it. */
const RESERVED = new Set([
  "response_type",
  "response_mode",
  "client_id",
  "client_secret",
  "redirect_uri",
  "state",
  "code_challenge",
  "code_challenge_method",
  "request",
  "request_uri",
  "dpop_jkt",
]);

/** Runs the grant: checks the redirect, opens the browser, waits for the answer, verifies it and exchanges the code. */
export async function runCodeGrant(
  context: EngineContext,
  grant: CodeGrant,
  receiver: RedirectReceiver,
  interaction: Pick<SignInInteraction, "openBrowser" | "progress">,
  signal: AbortSignal,
): Promise<TokenResult> {
  const { redirectUri } = receiver;
  const verifier = generateRandomCodeVerifier();
  const state = generateRandomState();
  const parameters = await authorizationParameters(context, grant, redirectUri, verifier, state);
  if (!grant.skipRedirectCheck) {
    interaction.progress("checkingRedirect");
    // Its own state and challenge: a server that answers at once must not spend those of the sign-in.
    const probe = await authorizationParameters(
      context,
      grant,
      redirectUri,
      generateRandomCodeVerifier(),
      generateRandomState(),
    );
    await checkRedirect(
      context,
      authorizationUrl(grant, probe),
      grant.client,
      redirectUri,
      grant.trust,
      signal,
    );
  }
  const url = authorizationUrl(
    grant,
    grant.server.pushedAuthorizationRequired
      ? await pushAuthorizationRequest(context, grant, parameters, signal)
      : parameters,
  );

  interaction.progress("waitingForBrowser");
  const answer = await waitForAnswer(url, state, receiver, interaction, signal);
  const code = readAuthorizationAnswer(answer, { state, server: grant.server, redirectUri });
  interaction.progress("exchangingCode");
  return requestToken(
    context,
    {
      ...tokenRequestTo(grant.server, grant.client, grant.settings, grant.trust.serverUrl),
      grantType: "authorization_code",
      parameters: {
        code: code.reveal(),
        redirect_uri: redirectUri,
        code_verifier: verifier,
        ...(grant.resource !== undefined && { resource: grant.resource }),
      },
      step: grant.step,
      ...(grant.dpop && { dpopKey: grant.dpop.secret }),
    },
    signal,
  );
}

/**
 * PKCE with S256 is always sent; this refuses a server that would ignore it (OAuth 2.1, section 7.5). A server without
 * a metadata document announces nothing and is not refused.
 */
export function checkPkce(
  server: AuthorizationServer,
  { allowMissingPkceMetadata }: Pick<OAuthAuth, "allowMissingPkceMetadata">,
): void {
  if (!server.announced || server.pkceMethods?.includes("S256")) return;
  if (server.pkceMethods === undefined && allowMissingPkceMetadata) return;
  throw new Failure(
    "pkceUnsupported",
    server.pkceMethods === undefined
      ? t(
          "The authorization server does not say that it supports PKCE, which protects the sign-in code. If you trust it, allow that for this server in the settings.",
        )
      : t(
          "The authorization server does not support PKCE with S256, which protects the sign-in code, so the sign-in was stopped. Tell its operator.",
        ),
    {
      issuer: server.issuer,
      announced: server.pkceMethods !== undefined,
      ...(server.pkceMethods === undefined && { setting: "allowMissingPkceMetadata" }),
    },
  );
}

async function waitForAnswer(
  url: URL,
  state: string,
  receiver: RedirectReceiver,
  interaction: Pick<SignInInteraction, "openBrowser">,
  signal: AbortSignal,
): Promise<URL> {
  // Listening starts before the browser opens: a server that needs no login answers at once.
  const waiting = linkedTo(signal);
  const answer = receiver.receive(state, waiting.signal);
  answer.catch(() => undefined);
  try {
    if (!(await interaction.openBrowser(url.href)))
      throw new Failure("cancelled", t("The browser was not opened, so the sign-in ended."));
    return await answer;
  } catch (error) {
    waiting.abort();
    throw error;
  }
}

async function authorizationParameters(
  context: EngineContext,
  grant: CodeGrant,
  redirectUri: string,
  verifier: string,
  state: string,
): Promise<Record<string, string>> {
  const { scopes, resource, prompt, dpop } = grant;
  const parameters: Record<string, string> = {
    ...(scopes.length > 0 && { scope: scopes.join(" ") }),
    ...(resource !== undefined && { resource }),
    ...(prompt !== undefined && { prompt }),
  };
  for (const [name, value] of Object.entries(grant.additionalParams)) {
    if (RESERVED.has(name))
      context.log.warn(`"additionalParams" cannot set ${quoted(name)}; it was left out.`);
    else if (value === "") delete parameters[name];
    else parameters[name] = value;
  }
  return {
    ...parameters,
    response_type: "code",
    client_id: grant.client.clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...(dpop && { dpop_jkt: dpop.thumbprint }),
  };
}

function authorizationUrl(grant: CodeGrant, parameters: Readonly<Record<string, string>>): URL {
  const url = new URL(grant.server.authorizationEndpoint);
  // An endpoint may have a query of its own, which stays (RFC 6749, section 3.1).
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}
