import { Failure, isFailure } from "../../failure.ts";
import type { Secret } from "../../secret.ts";
import { clientAuthentications } from "../client/clientAuthentication.ts";
import { notableSkewMs, type EngineContext } from "../context.ts";
import { safeFetch } from "../safeFetch.ts";
import type { OAuthGrant, OAuthServer } from "../types.ts";

/**
 * Revokes the refresh token, then the access token (RFC 7009). `refused` when the server refused or could not be
 * reached for one of them; only a cancelled signal rejects.
 */
export async function revokeGrant(
  context: EngineContext,
  server: OAuthServer,
  grant: OAuthGrant,
  signal: AbortSignal,
): Promise<"revoked" | "unsupported" | "refused"> {
  const endpoint = grant.revocationEndpoint;
  if (endpoint === undefined) return "unsupported";
  const tokens: readonly (readonly [hint: string, token: Secret | undefined])[] = [
    ["refresh_token", grant.refreshToken],
    ["access_token", grant.accessToken],
  ];
  let refused = false;
  for (const [hint, token] of tokens) {
    if (!token) continue;
    try {
      if (!(await revokeToken(context, server, { ...grant, endpoint }, hint, token, signal)))
        refused = true;
    } catch (error) {
      if (isFailure(error, "cancelled")) throw error;
      context.log.warn(
        `Revoking the ${hint} failed: ${error instanceof Failure ? error.code : "unknown"}.`,
      );
      refused = true;
    }
  }
  return refused ? "refused" : "revoked";
}

async function revokeToken(
  context: EngineContext,
  server: OAuthServer,
  grant: OAuthGrant & { readonly endpoint: string },
  hint: string,
  token: Secret,
  signal: AbortSignal,
): Promise<boolean> {
  const nowMs = context.now() + notableSkewMs(context, grant.endpoint);
  for (const authenticate of clientAuthentications(grant.client, grant, server.auth, nowMs)) {
    const body = new URLSearchParams({ token: token.reveal(), token_type_hint: hint });
    const headers = new Headers({ accept: "application/json" });
    await authenticate(
      { issuer: grant.issuer },
      { client_id: grant.client.clientId },
      body,
      headers,
    );
    const response = await safeFetch(context, grant.endpoint, {
      what: "revocation endpoint",
      trust: { serverUrl: server.url, byHand: true },
      signal,
      method: "POST",
      headers: Object.fromEntries(headers),
      body,
    });
    if (response.ok) return true;
    context.log.warn(`Revoking the ${hint} was refused with status ${response.status}.`);
    if (response.status !== 400 && response.status !== 401) return false;
  }
  return false;
}
