import type { OAuthGrant } from "../../../src/core/oauth/types.ts";
import { Secret } from "../../../src/core/secret.ts";

/** What time it is in tests that tell the time themselves. */
export const NOW_MS = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;

/** A grant as a sign-in an hour ago would have left it, with a token that is about to expire. */
export function grant(changes: Partial<OAuthGrant> = {}): OAuthGrant {
  return {
    issuer: "https://login.example",
    tokenEndpoint: "https://login.example/token",
    client: {
      clientId: "client-1",
      source: "dynamic",
      method: "none",
      redirectUris: ["http://127.0.0.1:28417/callback"],
    },
    accessToken: new Secret("access-0"),
    tokenType: "Bearer",
    refreshToken: new Secret("refresh-0"),
    obtainedAtMs: NOW_MS - HOUR_MS,
    expiresAtMs: NOW_MS - 1,
    scopes: ["read"],
    account: { id: "ada", label: "Ada" },
    ...changes,
  };
}

/** A grant that lacks one of its members. */
export function without<Name extends keyof OAuthGrant>(
  whole: OAuthGrant,
  name: Name,
): Omit<OAuthGrant, Name> {
  const { [name]: _left, ...rest } = whole;
  return rest;
}
