import { randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import type { Secret } from "../../secret.ts";
import { isObject, stringIn, type JsonObject } from "../../guards.ts";
import type { OAuthGrant } from "../types.ts";

/** Longer names are no names. */
const MAX_LABEL_LENGTH = 120;

/**
 * Who signed in, from the ID token where there is one. Its signature needs no check because it comes straight from the
 * token endpoint over TLS (OpenID Connect Core, section 3.1.3.7), and it decides nothing: it is a label.
 */
export function accountOf(
  idToken: Secret | undefined,
  issuer: string,
  clientId: string | undefined,
): OAuthGrant["account"] {
  const claims = idToken && claimsOf(idToken);
  const subject = claims && stringIn(claims, "sub");
  const label = claims && labelIn(claims);
  const fallback = clientId ?? new URL(issuer).host;
  return {
    id: subject ?? (clientId === undefined ? randomUUID() : `client:${clientId}`),
    label: label ?? fallback,
  };
}

function claimsOf(idToken: Secret): JsonObject | undefined {
  try {
    const claims: unknown = decodeJwt(idToken.reveal());
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

function labelIn(claims: JsonObject): string | undefined {
  for (const name of ["email", "preferred_username", "upn", "name", "nickname", "sub"]) {
    // Control and direction characters would disguise one account as another.
    const value = stringIn(claims, name)
      ?.replaceAll(/[\p{Cc}\p{Cf}]/gu, "")
      .trim();
    if (value !== undefined && value !== "") return value.slice(0, MAX_LABEL_LENGTH);
  }
  return undefined;
}
