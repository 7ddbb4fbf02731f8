import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";
import type { Secret } from "../../secret.ts";
import { signAssertion } from "../client/clientAuthentication.ts";
import { identifyClient } from "../client/clientIdentity.ts";
import { notableSkewMs, type EngineContext } from "../context.ts";
import { wantsDpop, type Discovered } from "../discovery/discovery.ts";
import { grantOf } from "./grant.ts";
import { selectScopes } from "../tokens/scopes.ts";
import { initialDpopKey, requestToken, tokenRequestTo } from "../tokens/tokenEndpoint.ts";
import type { TokenStep } from "../tokens/tokenFailure.ts";
import type {
  OAuthClient,
  OAuthGrant,
  OAuthServer,
  SignInInteraction,
  SignInOptions,
} from "../types.ts";

export const JWT_BEARER_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** One sign-in in which no browser takes part. */
export interface MachineSignIn {
  readonly server: OAuthServer;
  readonly discovered: Discovered;
  readonly interaction: Pick<SignInInteraction, "askClient" | "progress">;
  readonly options: SignInOptions;
}

/** Client credentials (RFC 6749, section 4.4), with a secret or `private_key_jwt`. */
export async function signInWithClientCredentials(
  context: EngineContext,
  signIn: MachineSignIn,
  signal: AbortSignal,
): Promise<OAuthGrant> {
  const client = await identifyMachine(context, signIn, signal);
  if (client.method === "none")
    throw new Failure(
      "clientIdNeeded",
      t("Client credentials need a client secret or a private key. Set one, then try again."),
      { clientId: client.clientId },
    );
  return exchange(
    context,
    signIn,
    client,
    { grantType: "client_credentials", step: "clientCredentials" },
    signal,
  );
}

/**
 * JWT bearer (RFC 7523) for workload identity: with the workload's assertion, or with one signed by the client's key.
 */
export async function signInWithAssertion(
  context: EngineContext,
  signIn: MachineSignIn,
  signal: AbortSignal,
): Promise<OAuthGrant> {
  const client = await identifyMachine(context, signIn, signal);
  const assertion = await workloadAssertion(context, signIn, client);
  return exchange(
    context,
    signIn,
    client,
    { grantType: JWT_BEARER_GRANT, step: "assertion", assertion },
    signal,
  );
}

/** Exchanges what the grant type needs for tokens, with the scopes and the resource of the sign-in. */
export async function exchange(
  context: EngineContext,
  { server, discovered, options }: Omit<MachineSignIn, "interaction">,
  client: OAuthClient,
  grant: { readonly grantType: string; readonly step: TokenStep; readonly assertion?: Secret },
  signal: AbortSignal,
): Promise<OAuthGrant> {
  const { authorizationServer, resource } = discovered;
  const scopes = selectScopes(server.auth, discovered, options.additionalScopes);
  const dpop = await initialDpopKey(
    wantsDpop(server.auth, discovered),
    authorizationServer.dpopAlgorithms,
  );
  const result = await requestToken(
    context,
    {
      ...tokenRequestTo(authorizationServer, client, server.auth, server.url),
      grantType: grant.grantType,
      parameters: {
        ...server.auth.additionalParams,
        ...(scopes.length > 0 && { scope: scopes.join(" ") }),
        ...(resource !== undefined && { resource }),
        ...(grant.assertion && { assertion: grant.assertion.reveal() }),
      },
      step: grant.step,
      ...(dpop && { dpopKey: dpop.secret }),
    },
    signal,
  );
  return grantOf(context, result, {
    server: authorizationServer,
    client,
    requestedScopes: scopes,
    resource,
    clientIsAccount: true,
  });
}

/** The client of a flow without a browser: configured, or asked for. Registering itself would give it no rights. */
export async function identifyMachine(
  context: EngineContext,
  { server, discovered, interaction, options }: MachineSignIn,
  signal: AbortSignal,
): Promise<OAuthClient> {
  const { authorizationServer } = discovered;
  return identifyClient(
    context,
    {
      server,
      authorizationServer,
      known: await options.knownClient?.(authorizationServer.issuer),
      redirectUri: undefined,
      options,
      interaction,
      mayRegister: false,
    },
    signal,
  );
}

async function workloadAssertion(
  context: EngineContext,
  { server, discovered, options }: MachineSignIn,
  client: OAuthClient,
): Promise<Secret> {
  const { issuer, issuerKnown, tokenEndpoint } = discovered.authorizationServer;
  // RFC 7523, section 3: the audience is the server, by its issuer or its token endpoint.
  const audience = issuerKnown ? issuer : tokenEndpoint;
  if (options.assertion) return options.assertion({ audience, tokenEndpoint });
  return signAssertion(
    { clientId: client.clientId, ...(options.clientKey && { clientKey: options.clientKey }) },
    { audience, subject: server.auth.subject ?? client.clientId },
    server.auth,
    context.now() + notableSkewMs(context, tokenEndpoint),
  );
}
