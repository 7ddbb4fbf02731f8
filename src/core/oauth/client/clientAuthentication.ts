import { t } from "@vscode/l10n";
import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { ClientSecretPost, None, type ClientAuth } from "oauth4webapi";
import { Failure } from "../../failure.ts";
import { Secret } from "../../secret.ts";
import type { OAuthAuth, TokenEndpointAuthMethod } from "../../kinds/oauth.ts";
import type { AuthorizationServer } from "../discovery/authorizationServer.ts";
import { readSigningKey } from "./privateKey.ts";
import type { OAuthClient } from "../types.ts";

/** Seconds that an assertion of ours is valid: enough for one request. */
const ASSERTION_LIFETIME_S = 60;
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** What of the settings shapes an assertion. */
export type AssertionSettings = Pick<OAuthAuth, "keyId" | "algorithm">;

/**
 * The ways in which a client may authenticate, in the order in which they are tried: the next one is for a server
 * that refused the one before with `invalid_client`.
 */
export function clientAuthentications(
  client: OAuthClient,
  server: { readonly issuer: string; readonly tokenEndpoint: string },
  settings: AssertionSettings,
  nowMs: number,
): ClientAuth[] {
  switch (client.method) {
    case "none":
      break;
    case "client_secret_post":
      return [ClientSecretPost(secretOf(client))];
    case "client_secret_basic":
      return basicForms(client.clientId, secretOf(client));
    case "private_key_jwt":
      // The issuer is the audience that cannot be abused; some servers still take their token endpoint only.
      return [server.issuer, server.tokenEndpoint].map((audience) =>
        privateKeyJwt(client, audience, settings, nowMs),
      );
  }
  return [None()];
}

/** What the server accepts and the client has; the most common method first (RFC 8414, section 2). */
export function chooseMethod(
  has: { readonly secret: boolean; readonly key: boolean },
  server: Pick<AuthorizationServer, "tokenAuthMethods">,
  wanted: TokenEndpointAuthMethod | undefined,
): TokenEndpointAuthMethod {
  if (wanted !== undefined) return wanted;
  const accepted = server.tokenAuthMethods;
  const accepts = (method: TokenEndpointAuthMethod) => accepted?.includes(method) ?? false;
  if (has.key && (accepts("private_key_jwt") || !has.secret)) return "private_key_jwt";
  if (!has.secret) return "none";
  if (accepts("client_secret_basic")) return "client_secret_basic";
  if (accepts("client_secret_post")) return "client_secret_post";
  // RFC 8414: a server that does not say takes client_secret_basic.
  return "client_secret_basic";
}

function secretOf(client: OAuthClient): string {
  if (client.clientSecret) return client.clientSecret.reveal();
  throw new Failure(
    "clientIdNeeded",
    t("The client needs its secret to sign in. Set the client secret, then try again."),
    { clientId: client.clientId, method: client.method },
  );
}

/**
 * RFC 6749, section 2.3.1 wants both parts form-encoded. Servers that do not decode them refuse that where encoding
 * changes anything; they get the raw form.
 */
function basicForms(clientId: string, secret: string): ClientAuth[] {
  const forms = new Set([
    `${formEncoded(clientId)}:${formEncoded(secret)}`,
    `${clientId}:${secret}`,
  ]);
  return [...forms].map((form) => (_server, _client, _body, headers) => {
    headers.set("authorization", `Basic ${Buffer.from(form).toString("base64")}`);
  });
}

function formEncoded(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}

function privateKeyJwt(
  client: OAuthClient,
  audience: string,
  settings: AssertionSettings,
  nowMs: number,
): ClientAuth {
  return async (_server, _client, body) => {
    body.set("client_id", client.clientId);
    body.set("client_assertion_type", ASSERTION_TYPE);
    const claims = { audience, subject: client.clientId };
    const assertion = await signAssertion(client, claims, settings, nowMs);
    body.set("client_assertion", assertion.reveal());
  };
}

/** Signs an assertion (RFC 7523, section 3) with the client's key. `nowMs` is the server's time. Rejects with `keyInvalid`. */
export async function signAssertion(
  client: Pick<OAuthClient, "clientId" | "clientKey">,
  claims: { readonly audience: string; readonly subject: string },
  settings: AssertionSettings,
  nowMs: number,
): Promise<Secret> {
  if (!client.clientKey)
    throw new Failure(
      "keyInvalid",
      t("The client needs its private key to sign in. Set the private key, then try again."),
      { clientId: client.clientId },
    );
  const { key, algorithm } = readSigningKey(client.clientKey, settings.algorithm);
  const issuedAtS = Math.floor(nowMs / 1000);
  try {
    const jwt = await new SignJWT({})
      .setProtectedHeader({
        alg: algorithm,
        typ: "JWT",
        ...(settings.keyId !== undefined && { kid: settings.keyId }),
      })
      .setIssuer(client.clientId)
      .setSubject(claims.subject)
      .setAudience(claims.audience)
      .setJti(randomUUID())
      .setIssuedAt(issuedAtS)
      .setExpirationTime(issuedAtS + ASSERTION_LIFETIME_S)
      .sign(key);
    return new Secret(jwt);
  } catch {
    throw new Failure(
      "keyInvalid",
      t(
        "The client's private key cannot sign with {0}. Check the algorithm in the settings, or set another key.",
        algorithm,
      ),
      { algorithm },
    );
  }
}
