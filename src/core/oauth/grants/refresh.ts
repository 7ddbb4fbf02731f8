import { t } from "@vscode/l10n";
import { Failure, isFailure } from "../../failure.ts";
import type { RefreshPolicy } from "../../kinds/refresh.ts";
import type { EngineContext } from "../context.ts";
import { renewedGrant } from "./grant.ts";
import { requestToken } from "../tokens/tokenEndpoint.ts";
import type { ClientSecrets, OAuthGrant, OAuthServer } from "../types.ts";

/** Retries come at most this late, however long the setting's delay has grown. */
const MAX_DELAY_MS = 30_000;

/**
 * The refresh grant (RFC 6749, section 6) at the token endpoint that the refresh token came from. The old grant stays
 * usable whatever happens here.
 */
export async function refreshGrant(
  context: EngineContext,
  server: OAuthServer,
  grant: OAuthGrant,
  secrets: ClientSecrets,
  signal: AbortSignal,
): Promise<OAuthGrant> {
  const { refreshToken } = grant;
  if (!refreshToken)
    throw new Failure(
      "signInNeeded",
      t("The sign-in has ended, and the server gave nothing to renew it with. Sign in again."),
    );
  const client = currentClient(grant, secrets);
  const result = await requestToken(
    context,
    {
      issuer: grant.issuer,
      tokenEndpoint: grant.tokenEndpoint,
      client,
      grantType: "refresh_token",
      parameters: {
        refresh_token: refreshToken.reveal(),
        ...(grant.resource !== undefined && { resource: grant.resource }),
      },
      step: "refresh",
      // The endpoint was checked when the grant was made.
      trust: { serverUrl: server.url, byHand: true },
      settings: server.auth,
      ...(grant.dpopKey && { dpopKey: grant.dpopKey }),
    },
    signal,
  );
  const renewed = renewedGrant(context, { ...grant, client }, result);
  const lost = grant.scopes.filter((scope) => !renewed.scopes.includes(scope));
  if (lost.length > 0) context.log.warn(`The refreshed token has ${lost.length} scopes fewer.`);
  return renewed;
}

/** The grant's client with the secrets as they are stored now: a rotated secret is used at once. */
export function currentClient(grant: OAuthGrant, secrets: ClientSecrets): OAuthGrant["client"] {
  if (grant.client.source !== "settings") return grant.client;
  return {
    ...grant.client,
    ...(secrets.clientSecret && { clientSecret: secrets.clientSecret }),
    ...(secrets.clientKey && { clientKey: secrets.clientKey }),
  };
}

/**
 * Repeats `attempt` after failures of the network and 5xx answers, never after 4xx: with exponential backoff from
 * `retryDelayMs` on, spread by half so that windows do not retry in step (R32).
 */
export async function withRetries<T>(
  context: EngineContext,
  policy: Pick<RefreshPolicy, "maxRetries" | "retryDelayMs">,
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (retry >= policy.maxRetries || !isPassing(error)) throw error;
      const delayMs = Math.min(policy.retryDelayMs * 2 ** retry, MAX_DELAY_MS);
      await context.sleep(delayMs * (0.5 + context.random() / 2), signal);
      if (signal.aborted)
        throw new Failure("cancelled", t("The refresh was cancelled."), {}, { cause: error });
    }
  }
}

/** Whether the same request may succeed later: the network or the server failed, nothing was refused. */
function isPassing(error: unknown): boolean {
  if (isFailure(error, "unreachable") || isFailure(error, "timedOut")) return true;
  return isFailure(error, "tokenRequestFailed") && Number(error.facts["status"]) >= 500;
}
