import { t } from "@vscode/l10n";
import { Failure, isFailure } from "../failure.ts";
import { signInWithCode } from "./grants/codeSignIn.ts";
import { createContext, notableSkewMs, type EngineContext } from "./context.ts";
import { signInWithDeviceCode } from "./grants/deviceSignIn.ts";
import { discover } from "./discovery/discovery.ts";
import { signProof } from "./tokens/dpop.ts";
import { signInThroughEnterprise } from "./grants/enterpriseSignIn.ts";
import { signInWithAssertion, signInWithClientCredentials } from "./grants/machineSignIn.ts";
import { refreshGrant, withRetries } from "./grants/refresh.ts";
import { isRenewable } from "./grants/renewable.ts";
import { renewWithoutUser } from "./grants/renewal.ts";
import { revokeGrant } from "./tokens/revocation.ts";
import type {
  ClientSecrets,
  OAuthEngine,
  OAuthGrant,
  OAuthPorts,
  OAuthServer,
  SignInInteraction,
  SignInOptions,
} from "./types.ts";

/** Creates the OAuth engine. It keeps no secret between calls; what it remembers are clocks and header forms. */
export function createOAuthEngine(ports: OAuthPorts): OAuthEngine {
  const context = createContext(ports);
  return {
    signIn: (server, interaction, options, signal) =>
      onlyFailures(signal, () => signIn(context, server, interaction, options, signal)),
    refresh: (server, grant, signal, secrets = {}, keep) =>
      onlyFailures(signal, () => {
        let latest = grant;
        const replace = async (next: OAuthGrant) => {
          latest = next;
          await keep?.(next);
        };
        return withRetries(context, server.auth.refresh, signal, () =>
          renew(context, server, latest, secrets, replace, signal),
        );
      }),
    revoke: (server, grant, signal) =>
      onlyFailures(signal, () => revokeGrant(context, server, grant, signal)),
    dpopProof: (grant, request) =>
      onlyFailures(undefined, async () => {
        if (!grant.dpopKey)
          throw new Failure(
            "credentialUnreadable",
            t("The token is bound to a key that is missing. Sign in again."),
          );
        return signProof(grant.dpopKey, {
          ...request,
          accessToken: grant.accessToken,
          nowMs: context.now() + notableSkewMs(context, request.url),
        });
      }),
  };
}

async function signIn(
  context: EngineContext,
  server: OAuthServer,
  interaction: SignInInteraction,
  options: SignInOptions,
  signal: AbortSignal,
): Promise<OAuthGrant> {
  interaction.progress("discovering");
  const discovered = await discover(context, server, interaction, options, signal);
  const machine = { server, discovered, interaction, options };
  switch (server.auth.flow) {
    case "authorization_code":
      break;
    case "device_code":
      return signInWithDeviceCode(context, server, discovered, interaction, options, signal);
    case "client_credentials":
      return signInWithClientCredentials(context, machine, signal);
    case "jwt_bearer":
      return signInWithAssertion(context, machine, signal);
    case "enterprise_managed":
      return signInThroughEnterprise(context, { ...machine, interaction }, signal);
  }
  return signInWithCode(context, server, discovered, interaction, options, signal);
}

/** By the refresh token where there is one; where that has ended and the flow does not need the user, as if there were none. */
async function renew(
  context: EngineContext,
  server: OAuthServer,
  grant: OAuthGrant,
  secrets: ClientSecrets,
  keep: (grant: OAuthGrant) => Promise<void>,
  signal: AbortSignal,
): Promise<OAuthGrant> {
  if (grant.refreshToken) {
    try {
      return await refreshGrant(context, server, grant, secrets, signal);
    } catch (error) {
      const { refreshToken: _ended, ...others } = grant;
      if (!isFailure(error, "grantRejected") || !isRenewable(server.auth, others)) throw error;
    }
  }
  return renewWithoutUser(context, server, grant, secrets, keep, signal);
}

/** Keeps the promise of the engine: every rejection is a `Failure`, and an aborted signal always reads `cancelled`. */
async function onlyFailures<T>(
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted)
      throw new Failure("cancelled", t("The sign-in was cancelled."), {}, { cause: error });
    if (error instanceof Failure) throw error;
    throw new Failure(
      "discoveryFailed",
      t(
        "The sign-in failed for a reason that MCP Connect does not know. Try again, and report it if it happens again.",
      ),
      {},
      { cause: error },
    );
  }
}
