import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";
import {
  checkAuthorizationEndpoint,
  checkTokenOrigin,
  findAuthorizationServer,
  unannouncedServer,
  type AuthorizationServer,
} from "./authorizationServer.ts";
import { readResourceChallenge, type ResourceChallenge } from "./challenge.ts";
import { checkEndpoint, type EndpointName, type EndpointTrust } from "./endpointRules.ts";
import { probeChallenges } from "./probe.ts";
import { findProtectedResource, type ProtectedResource } from "./protectedResource.ts";
import { resourceOf } from "./resource.ts";
import type { OAuthPorts, OAuthServer, SignInInteraction, SignInOptions } from "../types.ts";

/** Everything that is known before a client is chosen. */
export interface Discovered {
  readonly authorizationServer: AuthorizationServer;
  /** The `resource` to send; undefined where the settings leave it out. */
  readonly resource?: string;
  readonly challenge: ResourceChallenge;
  readonly protectedResource?: ProtectedResource;
}

/**
 * Finds out where to sign in. Endpoints in the settings replace discovery; otherwise challenge, resource metadata,
 * authorization-server metadata, and for servers of the 2025-03-26 specification the server's own origin.
 */
export async function discover(
  ports: OAuthPorts,
  server: OAuthServer,
  interaction: Pick<SignInInteraction, "chooseAuthorizationServer">,
  options: Pick<SignInOptions, "challenges" | "chosenIssuer">,
  signal: AbortSignal,
): Promise<Discovered> {
  const { auth } = server;
  const byHand = endpointsByHand(server);
  if (byHand)
    return {
      authorizationServer: byHand,
      ...(!auth.omitResource && { resource: resourceOf(server.url) }),
      challenge: readResourceChallenge(options.challenges ?? []),
    };

  const challenge = readResourceChallenge(
    options.challenges ?? (await probeChallenges(ports, server, signal)),
  );
  const protectedResource = await findProtectedResource(ports, server.url, challenge, signal);
  const issuer = await chooseIssuer(server, protectedResource, interaction, options.chosenIssuer);
  const found = await (issuer === undefined
    ? findLegacyServer(ports, server, signal)
    : findNamedServer(ports, server, issuer, signal));
  if (auth.tokenUrl === undefined) checkTokenOrigin(found);
  return {
    authorizationServer: withOverrides(found, server),
    ...(!auth.omitResource && {
      resource: protectedResource?.resource ?? resourceOf(server.url),
    }),
    challenge,
    ...(protectedResource && { protectedResource }),
  };
}

/** The issuer that the settings, an earlier choice, the server or the user names; undefined when nobody does. */
async function chooseIssuer(
  server: OAuthServer,
  resource: ProtectedResource | undefined,
  interaction: Pick<SignInInteraction, "chooseAuthorizationServer">,
  chosenBefore: string | undefined,
): Promise<string | undefined> {
  if (server.auth.issuer !== undefined) return server.auth.issuer;
  const issuers = [...new Set(resource?.authorizationServers)];
  if (issuers.length <= 1) return issuers[0];
  if (chosenBefore !== undefined && issuers.includes(chosenBefore)) return chosenBefore;
  const chosen = await interaction.chooseAuthorizationServer(issuers);
  if (chosen === undefined)
    throw new Failure("cancelled", t("No authorization server was chosen, so the sign-in ended."));
  return chosen;
}

async function findNamedServer(
  ports: OAuthPorts,
  server: OAuthServer,
  issuer: string,
  signal: AbortSignal,
): Promise<AuthorizationServer> {
  const found = await findAuthorizationServer(
    ports,
    issuer,
    {
      trust: { serverUrl: server.url, byHand: issuer === server.auth.issuer },
      allowIssuerMismatch: server.auth.allowIssuerMismatch ?? false,
    },
    signal,
  );
  if (found) return found;
  throw new Failure(
    "discoveryFailed",
    t(
      "The authorization server publishes no metadata. Enter its authorization and token addresses in the settings.",
    ),
    { issuer: new URL(issuer).origin },
  );
}

/** The 2025-03-26 specification: metadata at the server's origin, else the default endpoints there. */
async function findLegacyServer(
  ports: OAuthPorts,
  server: OAuthServer,
  signal: AbortSignal,
): Promise<AuthorizationServer> {
  const { origin } = new URL(server.url);
  const trust: EndpointTrust = { serverUrl: server.url };
  const found = await findAuthorizationServer(
    ports,
    origin,
    {
      trust,
      allowIssuerMismatch: server.auth.allowIssuerMismatch ?? false,
      legacy: true,
    },
    signal,
  );
  return (
    found ??
    unannouncedServer({
      issuer: origin,
      issuerKnown: false,
      authorizationEndpoint: checkEndpoint(`${origin}/authorize`, "authorization endpoint", trust)
        .href,
      tokenEndpoint: `${origin}/token`,
      registrationEndpoint: `${origin}/register`,
    })
  );
}

/** Endpoints of the settings, when they are all that the flow needs. */
function endpointsByHand(server: OAuthServer): AuthorizationServer | undefined {
  const { auth } = server;
  if (auth.tokenUrl === undefined) return undefined;
  if (auth.flow === "authorization_code" && auth.authorizationUrl === undefined) return undefined;
  if (auth.flow === "device_code" && auth.deviceAuthorizationUrl === undefined) return undefined;
  return withOverrides(
    unannouncedServer({
      issuer: auth.issuer ?? new URL(auth.tokenUrl).origin,
      issuerKnown: auth.issuer !== undefined,
      tokenEndpoint: auth.tokenUrl,
    }),
    server,
  );
}

/** Single endpoints of the settings win over what was found. */
function withOverrides(found: AuthorizationServer, server: OAuthServer): AuthorizationServer {
  const { auth } = server;
  const trust: EndpointTrust = { serverUrl: server.url, byHand: true };
  const check = (value: string, what: EndpointName) => checkEndpoint(value, what, trust).href;
  return {
    ...found,
    ...(auth.tokenUrl !== undefined && { tokenEndpoint: check(auth.tokenUrl, "token address") }),
    ...(auth.authorizationUrl !== undefined && {
      authorizationEndpoint: checkAuthorizationEndpoint(auth.authorizationUrl, trust),
    }),
    ...(auth.revocationUrl !== undefined && {
      revocationEndpoint: check(auth.revocationUrl, "revocation address"),
    }),
    ...(auth.deviceAuthorizationUrl !== undefined && {
      deviceAuthorizationEndpoint: check(auth.deviceAuthorizationUrl, "device address"),
    }),
  };
}

/** Whether the sign-in is bound to a key from the start (RFC 9449): by the settings, or because the server asks for it. */
export function wantsDpop(
  auth: OAuthServer["auth"],
  { challenge, protectedResource }: Pick<Discovered, "challenge" | "protectedResource">,
): boolean {
  return auth.dpop ?? (challenge.wantsDpop || (protectedResource?.dpopRequired ?? false));
}
