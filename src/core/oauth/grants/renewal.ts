import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";
import { unannouncedServer } from "../discovery/authorizationServer.ts";
import type { EngineContext } from "../context.ts";
import type { Discovered } from "../discovery/discovery.ts";
import {
  grantThroughEnterprise,
  idpClient,
  identityProviderOf,
  type UsableIdpSession,
} from "./enterpriseSignIn.ts";
import {
  signInWithAssertion,
  signInWithClientCredentials,
  type MachineSignIn,
} from "./machineSignIn.ts";
import { currentClient } from "./refresh.ts";
import { requestToken } from "../tokens/tokenEndpoint.ts";
import type { ClientSecrets, IdpSession, OAuthGrant, OAuthServer } from "../types.ts";

/**
 * Makes a grant again at the same authorization server, for flows that do not need the user; `signInNeeded` for the
 * others. `keep` gets the grant with a new session at the identity provider before that is used.
 */
export async function renewWithoutUser(
  context: EngineContext,
  server: OAuthServer,
  grant: OAuthGrant,
  secrets: ClientSecrets,
  keep: (grant: OAuthGrant) => Promise<void>,
  signal: AbortSignal,
): Promise<OAuthGrant> {
  const client = currentClient(grant, secrets);
  const signIn: MachineSignIn = {
    server: { ...server, auth: { ...server.auth, scopes: grant.scopes } },
    discovered: knownFrom(grant),
    interaction: { progress() {}, askClient: async () => undefined },
    options: {
      ...secrets,
      ...(client.clientSecret && { clientSecret: client.clientSecret }),
      ...(client.clientKey && { clientKey: client.clientKey }),
      knownClient: async () => client,
    },
  };
  switch (server.auth.flow) {
    case "client_credentials":
      return signInWithClientCredentials(context, signIn, signal);
    case "jwt_bearer":
      return signInWithAssertion(context, signIn, signal);
    case "enterprise_managed": {
      if (!grant.idp) throw signInNeeded();
      const session = await renewedSession(context, server, grant.idp, secrets, signal);
      if (session.refreshToken !== grant.idp.refreshToken) await keep({ ...grant, idp: session });
      return grantThroughEnterprise(context, signIn, client, session, signal);
    }
    case "authorization_code":
    case "device_code":
      break;
  }
  throw signInNeeded();
}

/** What discovery would find, as the grant remembers it: the endpoints of a grant do not change under it. */
function knownFrom(grant: OAuthGrant): Discovered {
  return {
    authorizationServer: unannouncedServer({
      issuer: grant.issuer,
      issuerKnown: true,
      tokenEndpoint: grant.tokenEndpoint,
      tokenAuthMethods: [grant.client.method],
      ...(grant.revocationEndpoint !== undefined && {
        revocationEndpoint: grant.revocationEndpoint,
      }),
    }),
    ...(grant.resource !== undefined && { resource: grant.resource }),
    challenge: { wantsDpop: grant.tokenType === "DPoP" },
  };
}

/** A current ID token: from outside, else with the refresh token of the identity provider, else the one there is; else `signInNeeded`. */
async function renewedSession(
  context: EngineContext,
  server: OAuthServer,
  session: IdpSession,
  secrets: ClientSecrets,
  signal: AbortSignal,
): Promise<UsableIdpSession> {
  if (secrets.idToken) return { ...session, idToken: await secrets.idToken(session) };
  if (!session.refreshToken) return usable(session);
  const { answer } = await requestToken(
    context,
    {
      issuer: session.issuer,
      tokenEndpoint: session.tokenEndpoint,
      client: idpClient(identityProviderOf({ server }), session, secrets),
      mayPost: true,
      grantType: "refresh_token",
      parameters: { refresh_token: session.refreshToken.reveal() },
      step: "idpRefresh",
      trust: { serverUrl: server.url, byHand: true },
      settings: { dpop: false },
    },
    signal,
  );
  return usable({
    ...session,
    ...(answer.idToken && { idToken: answer.idToken }),
    ...(answer.refreshToken && { refreshToken: answer.refreshToken }),
  });
}

function usable({ idToken, ...session }: IdpSession): UsableIdpSession {
  if (!idToken) throw signInNeeded();
  return { ...session, idToken };
}

function signInNeeded(): Failure {
  return new Failure(
    "signInNeeded",
    t("The sign-in has ended, and the server gave nothing to renew it with. Sign in again."),
  );
}
