import { t } from "@vscode/l10n";
import { Failure, isFailure } from "../../failure.ts";
import type { EngineContext } from "../context.ts";
import type { EndpointTrust } from "../discovery/endpointRules.ts";
import { safeFetch } from "../safeFetch.ts";
import type { OAuthClient } from "../types.ts";

/** The browser waits for this request, so it must be short. */
const CHECK_LIMIT_MS = 5_000;

/** How authorization servers say that a redirect URI is not registered (R42). */
const REDIRECT_WORDINGS: readonly RegExp[] = [
  /redirect_uri_mismatch/i,
  /invalid_redirect_uri/i,
  /AADSTS(50011|900971|500113)\b/,
  /redirect[_ -]?ur[il]s?[^.<>{}]{0,80}\b(not (been )?(registered|allowed|match|valid|whitelisted|configured|authorized|permitted)|did not match|must match|does ?n[o']t match|mismatch|invalid|unregistered|unknown|unauthorized|missing from)/i,
  /\b(invalid|mismatching|mismatched|unregistered|unknown|unauthorized|illegal|bad)( value for)?( parameter:?)? ['"“`]?redirect[_ -]?ur[il]/i,
  /callback url mismatch/i,
  /\bredirect_uri\b[^.<>{}]{0,40}\bis not in the list\b/i,
];

/** How they say that they do not know the client. */
const CLIENT_WORDINGS: readonly RegExp[] = [
  /\binvalid_client\b/i,
  /AADSTS700016\b/,
  /\b(client|application)( (id|with id|with identifier))?\b[^.<>{}]{0,60}\b(not found|unknown|does not exist|is invalid|not registered|deleted)/i,
  /\b(unknown|invalid|unregistered) client( ?_?id)?\b/i,
];

export type RedirectVerdict = "unremarkable" | "redirectUri" | "client";

/**
 * Asks the authorization endpoint, without cookies, before the browser opens: a refusal that the user would see as an
 * error page, with no way back to the editor, becomes a failure here. Rejects with `redirectUriRejected` or
 * `clientUnknown`; anything else that goes wrong is left to the browser.
 */
export async function checkRedirect(
  context: EngineContext,
  authorizationUrl: URL,
  client: Pick<OAuthClient, "clientId" | "source">,
  redirectUri: string,
  trust: EndpointTrust,
  signal: AbortSignal,
): Promise<void> {
  let verdict: RedirectVerdict;
  try {
    verdict = await readVerdict(
      await safeFetch(context, reachable(authorizationUrl).href, {
        what: "authorization endpoint",
        trust,
        signal,
        headers: { accept: "text/html,application/json" },
        redirects: "return",
        timeLimitMs: CHECK_LIMIT_MS,
      }),
      redirectUri,
    );
  } catch (error) {
    if (isFailure(error, "cancelled")) throw error;
    context.log.debug("The redirect URI could not be checked before the browser opens.");
    return;
  }
  if (verdict === "redirectUri")
    throw new Failure(
      "redirectUriRejected",
      t(
        "The authorization server does not know our redirect URI. Register exactly this address with the client, then sign in again.",
      ),
      { redirectUri, clientId: client.clientId, step: "authorization" },
    );
  if (verdict === "client")
    throw new Failure(
      "clientUnknown",
      client.source === "dynamic"
        ? t(
            "The authorization server no longer knows this client. Sign in again to register it anew.",
          )
        : t("The authorization server does not know the client ID. Check it, then sign in again."),
      { clientId: client.clientId, source: client.source, step: "authorization" },
    );
}

/** Names under `localhost` are this machine (RFC 6761, section 6.3), which browsers know and not every resolver does. */
function reachable(url: URL): URL {
  if (!url.hostname.endsWith(".localhost")) return url;
  const onThisMachine = new URL(url);
  onThisMachine.hostname = "127.0.0.1";
  return onThisMachine;
}

/** Judges the answer of an authorization endpoint: an error page, or a redirect to one. Exported for its tests. */
export async function readVerdict(
  response: Response,
  redirectUri: string,
): Promise<RedirectVerdict> {
  const location = response.headers.get("location");
  if (response.status >= 300 && response.status <= 399)
    return location === null ? "unremarkable" : judge(errorTextOf(location, redirectUri));
  const text = await response.text();
  if (response.status >= 400 && response.status <= 499) return judge(text);
  // A page with status 200 is a login page, whatever words stand in it; only unmistakable codes count there.
  const unmistakable = /\bAADSTS50011\b|\bredirect_uri_mismatch\b/;
  return response.status === 200 && unmistakable.test(text) ? "redirectUri" : "unremarkable";
}

function judge(text: string): RedirectVerdict {
  if (REDIRECT_WORDINGS.some((wording) => wording.test(text))) return "redirectUri";
  if (CLIENT_WORDINGS.some((wording) => wording.test(text))) return "client";
  return "unremarkable";
}

/** What a redirect to an error page says in its query; Google puts it there in base64. */
function errorTextOf(location: string, redirectUri: string): string {
  const url = URL.parse(location, "http://relative.invalid");
  if (!url || location.startsWith(redirectUri)) return "";
  return [...url.searchParams]
    .filter(([name]) => /error/i.test(name))
    .flatMap(([name, value]) => [name, value, Buffer.from(value, "base64").toString("latin1")])
    .join("\n");
}
