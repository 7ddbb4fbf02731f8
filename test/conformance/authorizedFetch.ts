import { readResourceChallenge } from "../../src/core/oauth/discovery/challenge.ts";
import { nextStepUp, type StepUp } from "../../src/core/oauth/tokens/scopes.ts";
import type {
  OAuthEngine,
  OAuthGrant,
  OAuthServer,
  SignInInteraction,
  SignInOptions,
} from "../../src/core/oauth/types.ts";

/**
 * A `fetch` that signs in when the server refuses a request and sends the request again, as the extension does:
 * on 401 with the server's challenge, on 403 `insufficient_scope` for the union of the scopes.
 */
export function authorizedFetch(
  engine: OAuthEngine,
  server: OAuthServer,
  interaction: SignInInteraction,
  secrets: SignInOptions,
): typeof fetch {
  let grant: OAuthGrant | undefined;

  const signIn = (options: SignInOptions) =>
    engine.signIn(
      server,
      interaction,
      { ...secrets, ...options, skipRedirectCheck: true },
      new AbortController().signal,
    );

  return async (input, init) => {
    let stepUp: StepUp | undefined;
    for (;;) {
      const headers = new Headers(init?.headers);
      if (grant) headers.set("authorization", `Bearer ${grant.accessToken.reveal()}`);
      const response = await fetch(input, { ...init, headers });
      const challenges = [response.headers.get("www-authenticate") ?? ""];
      const challenge = readResourceChallenge(challenges);
      const wantsMore = response.status === 403 && challenge.error === "insufficient_scope";
      if (response.status !== 401 && !wantsMore) return response;
      await response.body?.cancel();
      stepUp = nextStepUp(stepUp, grant?.scopes ?? [], challenge.scopes ?? []);
      grant = await signIn({
        challenges,
        ...(wantsMore && { additionalScopes: stepUp.scopes }),
      });
    }
  };
}
