import { t } from "@vscode/l10n";
import { Failure, isFailure } from "../../failure.ts";
import { Secret } from "../../secret.ts";
import { clientAuthentications } from "../client/clientAuthentication.ts";
import { identifyClient, withKnownClient } from "../client/clientIdentity.ts";
import { notableSkewMs, type EngineContext } from "../context.ts";
import { wantsDpop, type Discovered } from "../discovery/discovery.ts";
import { grantOf } from "./grant.ts";
import { isObject, secondsIn, stringIn } from "../../guards.ts";
import { DEVICE_GRANT } from "../client/registration.ts";
import { readJson, safeFetch } from "../safeFetch.ts";
import { selectScopes } from "../tokens/scopes.ts";
import { parseErrorAnswer } from "../tokens/tokenAnswer.ts";
import {
  initialDpopKey,
  requestToken,
  tokenRequestTo,
  type TokenResult,
} from "../tokens/tokenEndpoint.ts";
import { tokenFailure } from "../tokens/tokenFailure.ts";
import type {
  OAuthClient,
  OAuthGrant,
  OAuthServer,
  SignInInteraction,
  SignInOptions,
} from "../types.ts";

/** RFC 8628, section 3.5: five seconds unless the server says otherwise, and five more for each `slow_down`. */
const DEFAULT_INTERVAL_S = 5;
const SLOW_DOWN_S = 5;
const MAX_INTERVAL_S = 60;
/** A server that gives a code for longer than this is not waited for. */
const MAX_LIFETIME_S = 30 * 60;

interface DeviceCode {
  readonly deviceCode: Secret;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete?: string;
  readonly expiresAtMs: number;
  readonly intervalS: number;
}

/** Signs the user in on any device (RFC 8628): shows the code and polls until it is entered. */
export async function signInWithDeviceCode(
  context: EngineContext,
  server: OAuthServer,
  discovered: Discovered,
  interaction: SignInInteraction,
  options: SignInOptions,
  signal: AbortSignal,
): Promise<OAuthGrant> {
  const { authorizationServer } = discovered;
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
  const endpoint = authorizationServer.deviceAuthorizationEndpoint;
  if (endpoint === undefined)
    throw new Failure(
      "discoveryFailed",
      t(
        "The authorization server offers no sign-in by device code. Choose another `flow` in the settings.",
      ),
      { issuer: authorizationServer.issuer },
    );
  const client = await identifyClient(
    context,
    {
      server,
      authorizationServer,
      known,
      redirectUri: undefined,
      options,
      interaction,
      mayRegister: true,
    },
    signal,
  );
  const scopes = selectScopes(server.auth, discovered, options.additionalScopes);
  const dpop = await initialDpopKey(
    wantsDpop(server.auth, discovered),
    authorizationServer.dpopAlgorithms,
  );
  const parameters = {
    ...server.auth.additionalParams,
    ...(scopes.length > 0 && { scope: scopes.join(" ") }),
    ...(resource !== undefined && { resource }),
  };
  const code = await requestDeviceCode(
    context,
    { server, discovered, client, endpoint, parameters },
    signal,
  );
  interaction.progress("waitingForBrowser");
  const { deviceCode, intervalS, ...shown } = code;
  await interaction.showDeviceCode(shown);
  const result = await poll(
    context,
    code.expiresAtMs,
    intervalS,
    () =>
      requestToken(
        context,
        {
          ...tokenRequestTo(authorizationServer, client, server.auth, server.url),
          grantType: DEVICE_GRANT,
          parameters: {
            device_code: deviceCode.reveal(),
            ...(resource !== undefined && { resource }),
          },
          step: "deviceCode",
          ...(dpop && { dpopKey: dpop.secret }),
        },
        signal,
      ),
    signal,
  );
  return grantOf(context, result, {
    server: authorizationServer,
    client,
    requestedScopes: scopes,
    resource,
  });
}

async function requestDeviceCode(
  context: EngineContext,
  request: {
    readonly server: OAuthServer;
    readonly discovered: Discovered;
    readonly client: OAuthClient;
    readonly endpoint: string;
    readonly parameters: Readonly<Record<string, string>>;
  },
  signal: AbortSignal,
): Promise<DeviceCode> {
  const { server, discovered, client, endpoint } = request;
  const { authorizationServer } = discovered;
  const body = new URLSearchParams({ ...request.parameters, client_id: client.clientId });
  const headers = new Headers({ accept: "application/json" });
  const nowMs = context.now() + notableSkewMs(context, endpoint);
  const [authenticate] = clientAuthentications(client, authorizationServer, server.auth, nowMs);
  await authenticate?.(
    { issuer: authorizationServer.issuer },
    { client_id: client.clientId },
    body,
    headers,
  );
  const response = await safeFetch(context, endpoint, {
    what: "device endpoint",
    trust: { serverUrl: server.url, byHand: true },
    signal,
    method: "POST",
    headers: Object.fromEntries(headers),
    body,
  });
  const document = await readJson(response);
  const code = response.ok ? parseDeviceCode(document, context.now()) : undefined;
  if (code) return code;
  throw tokenFailure("deviceCode", response.status, parseErrorAnswer(document), client);
}

/** Reads the answer of the device endpoint (RFC 8628, section 3.2). Only web addresses are shown to be opened. */
function parseDeviceCode(document: unknown, nowMs: number): DeviceCode | undefined {
  if (!isObject(document)) return undefined;
  const deviceCode = stringIn(document, "device_code");
  const userCode = stringIn(document, "user_code");
  // Some servers still write the name of an early draft.
  const verificationUri =
    stringIn(document, "verification_uri") ?? stringIn(document, "verification_url");
  if (deviceCode === undefined || userCode === undefined || verificationUri === undefined)
    return undefined;
  const complete = stringIn(document, "verification_uri_complete");
  for (const address of [verificationUri, ...(complete === undefined ? [] : [complete])])
    if (!/^https?:$/.test(URL.parse(address)?.protocol ?? ""))
      throw new Failure(
        "authorizationUrlUnsafe",
        t(
          "The authorization server names a sign-in page that is not a web address, so it was not shown. Tell the server's operator.",
        ),
      );
  const lifetimeS = Math.min(secondsIn(document, "expires_in") ?? MAX_LIFETIME_S, MAX_LIFETIME_S);
  return {
    deviceCode: new Secret(deviceCode),
    userCode: userCode.slice(0, 64),
    verificationUri,
    ...(complete !== undefined && { verificationUriComplete: complete }),
    expiresAtMs: nowMs + lifetimeS * 1000,
    intervalS: Math.min(secondsIn(document, "interval") ?? DEFAULT_INTERVAL_S, MAX_INTERVAL_S),
  };
}

async function poll(
  context: EngineContext,
  expiresAtMs: number,
  firstIntervalS: number,
  request: () => Promise<TokenResult>,
  signal: AbortSignal,
): Promise<TokenResult> {
  let intervalS = firstIntervalS;
  for (;;) {
    await context.sleep(intervalS * 1000, signal);
    if (signal.aborted) throw new Failure("cancelled", t("The sign-in was cancelled."));
    if (context.now() >= expiresAtMs) throw expired();
    try {
      return await request();
    } catch (error) {
      const step = pollStep(error);
      if (step === "fail") throw error;
      if (step === "slower") intervalS += SLOW_DOWN_S;
      // Section 3.5: an unreachable server is asked less and less often.
      if (step === "backOff") intervalS = Math.min(Math.max(intervalS, 1) * 2, MAX_INTERVAL_S);
    }
  }
}

function pollStep(error: unknown): "again" | "slower" | "backOff" | "fail" {
  if (isFailure(error, "timedOut") || isFailure(error, "unreachable")) return "backOff";
  if (!isFailure(error, "tokenRequestFailed")) return "fail";
  if (Number(error.facts["status"]) >= 500) return "backOff";
  const code = error.facts["error"];
  if (code === "expired_token") throw expired();
  if (code === "access_denied")
    throw new Failure(
      "authorizationDenied",
      t(
        "The sign-in was refused, by you or by the authorization server's rules. Sign in again, or ask your administrator for access.",
      ),
      { error: code },
    );
  if (code === "slow_down") return "slower";
  return code === "authorization_pending" ? "again" : "fail";
}

function expired(): Failure {
  return new Failure(
    "deviceCodeExpired",
    t("The code was not entered in time. Start the sign-in again to get a new one."),
  );
}
