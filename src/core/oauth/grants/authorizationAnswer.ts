import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";
import { Secret } from "../../secret.ts";
import type { AuthorizationServer } from "../discovery/authorizationServer.ts";
import type { JsonObject } from "../../guards.ts";
import { parseErrorAnswer } from "../tokens/tokenAnswer.ts";
import { adminNeeded } from "../tokens/tokenFailure.ts";

/**
 * Reads the authorization code out of the redirect, after `state` (RFC 6749, section 10.12) and `iss` (RFC 9207) were
 * verified. Rejects with `stateMismatch`, `responseIssuerMismatch`, `authorizationDenied`, `redirectUriRejected`,
 * `clientUnknown` or `authorizationRejected`. The server's description is never shown.
 */
export function readAuthorizationAnswer(
  answer: URL,
  expected: {
    readonly state: string;
    readonly server: AuthorizationServer;
    readonly redirectUri: string;
  },
): Secret {
  const parameter = (name: string): string | undefined => {
    const values = answer.searchParams.getAll(name);
    // RFC 6749, section 3.1: a parameter must not be repeated, or two readers could see two answers.
    if (values.length > 1)
      throw new Failure(
        "authorizationRejected",
        t("The authorization server's answer is ambiguous and was not used. Sign in again."),
        { parameter: name },
      );
    return values[0] === "" ? undefined : values[0];
  };
  if (parameter("state") !== expected.state)
    throw new Failure(
      "stateMismatch",
      t(
        "The browser came back with an answer to another sign-in, so it was not used. Sign in again.",
      ),
    );
  checkResponseIssuer(parameter("iss"), expected.server);
  const error = parameter("error");
  if (error !== undefined)
    throw refusal(
      { error, error_description: parameter("error_description") },
      expected.redirectUri,
    );
  const code = parameter("code");
  if (code === undefined)
    throw new Failure(
      "authorizationRejected",
      t("The authorization server sent the browser back without a sign-in code. Sign in again."),
    );
  return new Secret(code);
}

function checkResponseIssuer(iss: string | undefined, server: AuthorizationServer): void {
  if (iss === undefined && !server.sendsIssuer) return;
  const facts = { issuer: server.issuer };
  if (iss === undefined)
    throw new Failure(
      "responseIssuerMismatch",
      t(
        "The browser came back without the issuer that the authorization server promises to name, so the answer was not used. Sign in again, and tell the server's operator if it happens again.",
      ),
      facts,
    );
  // Plain string comparison: RFC 9207, section 2.4 forbids normalizing issuers. Without a known issuer the answer has
  // to come from the origin of an endpoint that the settings or the server name.
  const matches = server.issuerKnown
    ? iss === server.issuer || iss === server.alternativeIssuer
    : [server.authorizationEndpoint, server.tokenEndpoint].some(
        (endpoint) => endpoint !== undefined && new URL(endpoint).origin === URL.parse(iss)?.origin,
      );
  if (!matches)
    throw new Failure(
      "responseIssuerMismatch",
      t(
        "The browser came back from another authorization server than the one that was asked, so the answer was not used. Sign in again, and only at the server that you expect.",
      ),
      facts,
    );
}

function refusal(parameters: JsonObject, redirectUri: string): Failure {
  const answer = parseErrorAnswer(parameters);
  const code = answer?.error ?? "unreadable";
  const facts = {
    error: code,
    ...(answer?.providerCode !== undefined && { providerCode: answer.providerCode }),
  };
  if (answer?.needsAdmin) return adminNeeded(facts);
  if (answer?.mentionsRedirectUri)
    return new Failure(
      "redirectUriRejected",
      t(
        "The authorization server does not know our redirect URI. Register exactly this address with the client, then sign in again.",
      ),
      { ...facts, redirectUri, step: "authorization" },
    );
  switch (code) {
    case "access_denied":
      return new Failure(
        "authorizationDenied",
        t(
          "The sign-in was refused, by you or by the authorization server's rules. Sign in again, or ask your administrator for access.",
        ),
        facts,
      );
    case "invalid_client":
    case "unauthorized_client":
      return new Failure(
        "clientUnknown",
        t(
          "The authorization server does not accept this client for the sign-in. Check the client ID, then sign in again.",
        ),
        facts,
      );
    case "invalid_scope":
      return new Failure(
        "authorizationRejected",
        t(
          "The authorization server does not offer the scopes that were asked for. Correct `scopes` for this server in the settings.",
        ),
        facts,
      );
    case "invalid_target":
      return new Failure(
        "authorizationRejected",
        t(
          "The authorization server does not accept the resource parameter. Set `omitResource` for this server in the settings, then sign in again.",
        ),
        { ...facts, setting: "omitResource" },
      );
    case "server_error":
    case "temporarily_unavailable":
      return new Failure(
        "authorizationRejected",
        t("The authorization server has a problem of its own. Try again later."),
        facts,
      );
    default:
      return new Failure(
        "authorizationRejected",
        t(
          "The authorization server refused the sign-in ({0}). Check this server's sign-in settings.",
          code,
        ),
        facts,
      );
  }
}
