import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";
import { Secret } from "../../secret.ts";
import type { IdentityProvider } from "../../kinds/oauth.ts";
import {
  findAuthorizationServer,
  unannouncedServer,
  type AuthorizationServer,
} from "../discovery/authorizationServer.ts";
import { checkPkce, runCodeGrant } from "./authorizationCode.ts";
import { chooseMethod } from "../client/clientAuthentication.ts";
import type { EngineContext } from "../context.ts";
import {
  exchange,
  identifyMachine,
  JWT_BEARER_GRANT,
  type MachineSignIn,
} from "./machineSignIn.ts";
import { accountOf } from "../tokens/account.ts";
import { requestToken } from "../tokens/tokenEndpoint.ts";
import type {
  ClientSecrets,
  IdpSession,
  OAuthClient,
  OAuthGrant,
  SignInInteraction,
} from "../types.ts";

const TOKEN_EXCHANGE_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_JAG = "urn:ietf:params:oauth:token-type:id-jag";
const ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";

export interface EnterpriseSignIn extends MachineSignIn {
  readonly interaction: SignInInteraction;
}

/** A session with the ID token that is exchanged next. */
export type UsableIdpSession = IdpSession & { readonly idToken: Secret };

/**
 * Enterprise-managed authorization: an ID token of the organization's identity provider is exchanged there for an
 * identity assertion for the MCP server (RFC 8693, ID-JAG), which buys the access token (RFC 7523).
 */
export async function signInThroughEnterprise(
  context: EngineContext,
  signIn: EnterpriseSignIn,
  signal: AbortSignal,
): Promise<OAuthGrant> {
  const idp = identityProviderOf(signIn);
  const server = await findIdentityProvider(context, signIn, idp, signal);
  const client = await identifyMachine(context, signIn, signal);
  const { tokenEndpoint } = server;
  // Throws where its secret belongs elsewhere.
  idpClient(idp, server, signIn.options);
  await signIn.options.usingIdpClient?.({ tokenEndpoint });
  const session = signIn.options.idToken
    ? {
        issuer: idp.issuer,
        tokenEndpoint: server.tokenEndpoint,
        idToken: await signIn.options.idToken({ tokenEndpoint: server.tokenEndpoint }),
      }
    : await signInAtIdentityProvider(context, signIn, idp, server, signal);
  return grantThroughEnterprise(context, signIn, client, session, signal);
}

/** The two exchanges, from a session at the identity provider to a grant for the MCP server. */
export async function grantThroughEnterprise(
  context: EngineContext,
  signIn: Omit<MachineSignIn, "interaction">,
  client: OAuthClient,
  session: UsableIdpSession,
  signal: AbortSignal,
): Promise<OAuthGrant> {
  const assertion = await exchangeForAssertion(context, signIn, session, signal);
  const grant = await exchange(
    context,
    signIn,
    client,
    { grantType: JWT_BEARER_GRANT, step: "assertion", assertion },
    signal,
  );
  const { idToken, ...kept } = session;
  return {
    ...grant,
    account: accountOf(idToken, session.issuer, undefined),
    // What comes from outside is read at each use and never kept.
    idp: signIn.options.idToken ? kept : session,
  };
}

/**
 * The client at the identity provider, which is another one than at the MCP server's authorization server. Throws
 * `clientIdNeeded` where its secret is missing, and `credentialBoundElsewhere` where it was stored for another endpoint.
 */
export function idpClient(
  idp: IdentityProvider,
  server: Pick<AuthorizationServer, "tokenEndpoint" | "tokenAuthMethods">,
  secrets: Pick<ClientSecrets, "idpClientSecret" | "idpSecretTokenOrigin">,
): OAuthClient {
  const { clientId } = idp;
  const { idpClientSecret: secret, idpSecretTokenOrigin: storedFor } = secrets;
  const now = new URL(server.tokenEndpoint).origin;
  if (secret && storedFor !== undefined && storedFor !== now)
    throw new Failure(
      "credentialBoundElsewhere",
      t(
        "The secret of the client at your organization's identity provider was stored for another token endpoint, so it was not sent. If the new one is right, set the secret again.",
      ),
      { storedFor, now },
    );
  if (idp.confidential && !secret)
    throw new Failure(
      "clientIdNeeded",
      t(
        "The client at your organization's identity provider has a secret, but none is stored. Set the client secret, then sign in again.",
      ),
      { clientId },
    );
  return {
    clientId,
    source: "settings",
    method: chooseMethod({ secret: secret !== undefined, key: false }, server, undefined),
    ...(secret && { clientSecret: secret }),
    redirectUris: [],
  };
}

export function identityProviderOf({ server }: Pick<MachineSignIn, "server">): IdentityProvider {
  if (server.auth.idp) return server.auth.idp;
  throw new Failure(
    "clientIdNeeded",
    t(
      "Enterprise-managed sign-in needs your organization's identity provider. Enter `idp` for this server in the settings.",
    ),
  );
}

async function exchangeForAssertion(
  context: EngineContext,
  { server, discovered, options }: Omit<MachineSignIn, "interaction">,
  session: UsableIdpSession,
  signal: AbortSignal,
): Promise<Secret> {
  const idp = identityProviderOf({ server });
  const scopes = server.auth.scopes ?? discovered.challenge.scopes ?? [];
  const { answer } = await requestToken(
    context,
    {
      issuer: session.issuer,
      tokenEndpoint: session.tokenEndpoint,
      client: idpClient(idp, session, options),
      // The metadata, which says how the client authenticates, is not at hand.
      mayPost: true,
      grantType: TOKEN_EXCHANGE_GRANT,
      parameters: {
        requested_token_type: ID_JAG,
        audience: discovered.authorizationServer.issuer,
        ...(discovered.resource !== undefined && { resource: discovered.resource }),
        ...(scopes.length > 0 && { scope: scopes.join(" ") }),
        subject_token: session.idToken.reveal(),
        subject_token_type: ID_TOKEN,
      },
      step: "idpTokenExchange",
      trust: { serverUrl: server.url, byHand: true },
      settings: { dpop: false },
    },
    signal,
  );
  if (answer.issuedTokenType !== undefined && answer.issuedTokenType !== ID_JAG)
    throw new Failure(
      "tokenResponseInvalid",
      t(
        "Your organization's identity provider issued another kind of token than was asked for. Tell your administrator.",
      ),
    );
  return answer.accessToken;
}

async function findIdentityProvider(
  context: EngineContext,
  { server }: EnterpriseSignIn,
  idp: IdentityProvider,
  signal: AbortSignal,
): Promise<AuthorizationServer> {
  if (idp.tokenUrl !== undefined)
    return unannouncedServer({
      issuer: idp.issuer,
      issuerKnown: true,
      tokenEndpoint: idp.tokenUrl,
      ...(idp.authorizationUrl !== undefined && { authorizationEndpoint: idp.authorizationUrl }),
    });
  const found = await findAuthorizationServer(
    context,
    idp.issuer,
    { trust: { serverUrl: server.url, byHand: true }, allowIssuerMismatch: false },
    signal,
  );
  if (found) return found;
  throw new Failure(
    "discoveryFailed",
    t(
      "Your organization's identity provider publishes no metadata at its address. Check `idp.issuer` for this server in the settings.",
    ),
    { issuer: new URL(idp.issuer).origin },
  );
}

async function signInAtIdentityProvider(
  context: EngineContext,
  { server, interaction, options }: EnterpriseSignIn,
  idp: IdentityProvider,
  provider: AuthorizationServer,
  signal: AbortSignal,
): Promise<UsableIdpSession> {
  const { authorizationEndpoint, tokenEndpoint } = provider;
  if (authorizationEndpoint === undefined)
    throw new Failure(
      "metadataInvalid",
      t(
        "Your organization's identity provider names no sign-in page. Enter `idp.authorizationUrl` for this server in the settings.",
      ),
    );
  // Identity providers support PKCE more often than they announce it, and S256 is sent in any case.
  checkPkce(provider, { allowMissingPkceMetadata: true });
  const receiver = await interaction.redirectReceiver(server.auth.redirectUri, { anyPort: false });
  try {
    const { answer } = await runCodeGrant(
      context,
      {
        server: { ...provider, authorizationEndpoint },
        client: idpClient(idp, provider, options),
        scopes: idp.scopes ?? ["openid", "profile", "email"],
        resource: undefined,
        prompt: options.prompt,
        additionalParams: {},
        settings: { dpop: false },
        trust: { serverUrl: server.url, byHand: true },
        step: "idpCode",
        skipRedirectCheck: options.skipRedirectCheck ?? false,
      },
      receiver,
      interaction,
      signal,
    );
    if (!answer.idToken)
      throw new Failure(
        "tokenResponseInvalid",
        t(
          "Your organization's identity provider gave no ID token. Add `openid` to `idp.scopes` for this server in the settings.",
        ),
      );
    return {
      issuer: idp.issuer,
      tokenEndpoint,
      idToken: answer.idToken,
      ...(answer.refreshToken && { refreshToken: answer.refreshToken }),
    };
  } finally {
    receiver.dispose();
  }
}
