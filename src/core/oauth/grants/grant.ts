import { accountOf } from "../tokens/account.ts";
import type { AuthorizationServer } from "../discovery/authorizationServer.ts";
import { notableSkewMs, type EngineContext } from "../context.ts";
import type { TokenResult } from "../tokens/tokenEndpoint.ts";
import type { OAuthClient, OAuthGrant } from "../types.ts";

/** Puts a first token answer together with what later requests need. */
export function grantOf(
  context: EngineContext,
  result: TokenResult,
  from: {
    readonly server: AuthorizationServer;
    readonly client: OAuthClient;
    readonly requestedScopes: readonly string[];
    readonly resource: string | undefined;
    /** Whether the client signs in for itself, so that its id names the account. */
    readonly clientIsAccount?: boolean;
  },
): OAuthGrant {
  const { server, client } = from;
  return {
    issuer: server.issuer,
    tokenEndpoint: server.tokenEndpoint,
    ...(server.revocationEndpoint !== undefined && {
      revocationEndpoint: server.revocationEndpoint,
    }),
    client: { ...client, method: result.method },
    ...tokensOf(context, result, server.tokenEndpoint),
    ...(result.answer.refreshToken && { refreshToken: result.answer.refreshToken }),
    // RFC 6749, section 5.1: an absent `scope` means: as asked for.
    scopes: result.answer.scopes ?? from.requestedScopes,
    ...(from.resource !== undefined && { resource: from.resource }),
    account: accountOf(
      result.answer.idToken,
      server.issuer,
      from.clientIsAccount ? client.clientId : undefined,
    ),
  };
}

/**
 * A grant with the tokens of a later answer. The old refresh token stays where the answer has none (RFC 6749,
 * section 6), and so do the scopes.
 */
export function renewedGrant(
  context: EngineContext,
  old: OAuthGrant,
  result: TokenResult,
): OAuthGrant {
  const { expiresAtMs: _expiry, clockSkewMs: _skew, ...kept } = old;
  return {
    ...kept,
    ...tokensOf(context, result, old.tokenEndpoint),
    ...(result.answer.refreshToken && { refreshToken: result.answer.refreshToken }),
    scopes: result.answer.scopes ?? old.scopes,
  };
}

function tokensOf(
  context: EngineContext,
  { answer, receivedAtMs, dpopKey }: TokenResult,
  url: string,
) {
  const skewMs = notableSkewMs(context, url);
  return {
    accessToken: answer.accessToken,
    tokenType: answer.tokenType,
    ...(answer.expiresInS !== undefined && {
      expiresAtMs: receivedAtMs + answer.expiresInS * 1000,
    }),
    obtainedAtMs: receivedAtMs,
    ...(dpopKey && { dpopKey }),
    ...(skewMs !== 0 && { clockSkewMs: skewMs }),
  };
}
