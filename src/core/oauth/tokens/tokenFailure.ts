import { t } from "@vscode/l10n";
import { Failure, type FailureFacts } from "../../failure.ts";
import type { OAuthErrorAnswer } from "./tokenAnswer.ts";
import type { OAuthClient } from "../types.ts";

/** What was being exchanged; tells the causes of `invalid_grant` apart (R38). */
export type TokenStep =
  | "code"
  | "refresh"
  | "clientCredentials"
  | "deviceCode"
  | "assertion"
  | "idpTokenExchange"
  | "idpCode"
  | "idpRefresh";

/** Microsoft refuses `resource` beside scopes with this number. */
const RESOURCE_UNWANTED = "AADSTS9010010";

/** Turns a refusal of the token endpoint into a failure: a stable code, our sentence, and protocol codes as facts. */
export function tokenFailure(
  step: TokenStep,
  status: number,
  answer: OAuthErrorAnswer | undefined,
  client: Pick<OAuthClient, "clientId" | "source" | "method">,
): Failure {
  const facts: FailureFacts = {
    step,
    status,
    ...(answer && { error: answer.error }),
    ...(answer?.providerCode !== undefined && { providerCode: answer.providerCode }),
  };
  if (status >= 500)
    return new Failure(
      "tokenRequestFailed",
      t("The authorization server has a problem of its own (status {0}). Try again later.", status),
      facts,
    );
  if (!answer) return withoutErrorCode(status, facts);
  if (answer.needsAdmin) return adminNeeded(facts);
  if (answer.providerCode === RESOURCE_UNWANTED || answer.error === "invalid_target")
    return new Failure(
      "tokenRequestFailed",
      t(
        "The authorization server does not accept the resource parameter. Set `omitResource` for this server in the settings, then sign in again.",
      ),
      { ...facts, setting: "omitResource" },
    );
  switch (answer.error) {
    case "invalid_grant":
      return new Failure("grantRejected", GRANT_REJECTED[step](), {
        ...facts,
        mentionsRedirectUri: answer.mentionsRedirectUri,
      });
    case "invalid_client":
      return new Failure(
        "clientUnknown",
        client.source === "dynamic"
          ? t(
              "The authorization server no longer knows this client. Sign in again to register it anew.",
            )
          : t(
              "The authorization server does not accept the client ID or its secret. Check both, then sign in again.",
            ),
        { ...facts, clientId: client.clientId, source: client.source, method: client.method },
      );
    case "invalid_scope":
      return new Failure(
        "scopeInsufficient",
        t(
          "The authorization server does not grant the scopes that were asked for. Correct `scopes` for this server in the settings.",
        ),
        facts,
      );
    case "unsupported_grant_type":
    case "unauthorized_client":
      return new Failure(
        "tokenRequestFailed",
        t(
          "The authorization server does not allow this kind of sign-in for the client. Choose another `flow` in the settings, or ask the server's operator to allow it.",
        ),
        facts,
      );
    default:
      return new Failure(
        "tokenRequestFailed",
        t(
          "The authorization server refused to give a token ({0}). Check this server's sign-in settings.",
          answer.error,
        ),
        facts,
      );
  }
}

/** The user cannot help here by signing in again (R39). */
export function adminNeeded(facts: FailureFacts): Failure {
  return new Failure(
    "authorizationDenied",
    t(
      "An administrator has to approve MCP Connect, or the permissions that it asks for, at the authorization server. Ask your administrator.",
    ),
    { ...facts, adminNeeded: true },
  );
}

function withoutErrorCode(status: number, facts: FailureFacts): Failure {
  if (status >= 200 && status <= 299)
    return new Failure(
      "tokenResponseInvalid",
      t(
        "The authorization server's answer holds no token that can be used. Check the token address in the settings, or tell the server's operator.",
      ),
      facts,
    );
  return new Failure(
    "tokenRequestFailed",
    t(
      "The token endpoint answered with status {0} and no reason. Check the token address in the settings.",
      status,
    ),
    facts,
  );
}

const GRANT_REJECTED: Readonly<Record<TokenStep, () => string>> = {
  code: () =>
    t(
      "The authorization server did not accept the sign-in code: it was used already, has expired, or was made for another redirect URI. Sign in again.",
    ),
  refresh: () =>
    t(
      "The sign-in has ended: the authorization server no longer accepts the refresh token. Sign in again.",
    ),
  clientCredentials: () =>
    t("The authorization server did not accept the client's credentials for a token. Check them."),
  deviceCode: () =>
    t("The authorization server no longer accepts the device code. Start the sign-in again."),
  assertion: () =>
    t(
      "The authorization server did not accept the assertion. Check its issuer, audience and lifetime.",
    ),
  idpTokenExchange: () =>
    t(
      "Your organization's identity provider did not accept the sign-in for this server. Sign in there again, or ask your administrator for access.",
    ),
  idpCode: () =>
    t("Your organization's identity provider did not accept the sign-in code. Sign in again."),
  idpRefresh: () =>
    t("The sign-in at your organization's identity provider has ended. Sign in again."),
};
