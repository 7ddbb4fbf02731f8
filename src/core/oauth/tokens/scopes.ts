import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";
import type { OAuthAuth } from "../../kinds/oauth.ts";
import type { Discovered } from "../discovery/discovery.ts";

const OFFLINE_ACCESS = "offline_access";

/**
 * The scopes to ask for: those of the settings, else of the challenge, else of the resource metadata, else none; then
 * those that a step-up adds. `offline_access` is added only where the authorization server announces it, and only to
 * scopes that nobody chose by hand; it is dropped where the server announces its scopes without it.
 */
export function selectScopes(
  auth: Pick<OAuthAuth, "scopes" | "flow" | "refresh">,
  {
    challenge,
    protectedResource,
    authorizationServer,
  }: Pick<Discovered, "challenge" | "protectedResource" | "authorizationServer">,
  additional: readonly string[] = [],
): readonly string[] {
  if (auth.scopes) return union(auth.scopes, additional);
  const announced = authorizationServer.scopesSupported;
  const named = challenge.scopes ?? protectedResource?.scopesSupported ?? [];
  const wanted = union(named, additional);
  if (announced && !announced.includes(OFFLINE_ACCESS))
    return wanted.filter((scope) => scope !== OFFLINE_ACCESS);
  const mayRefresh =
    auth.refresh.enabled && (auth.flow === "authorization_code" || auth.flow === "device_code");
  // Alone it would replace the server's default scopes with nothing useful.
  return mayRefresh && announced && wanted.length > 0 ? union(wanted, [OFFLINE_ACCESS]) : wanted;
}

/** Both lists, each scope once, in the order of first mention. */
function union(first: readonly string[], second: readonly string[]): readonly string[] {
  return [...new Set([...first, ...second])];
}

/** Sign-ins that one request may cause, the first one included. */
const MAX_AUTHORIZATIONS = 3;

/** How far one request has got with asking for more scopes. */
export interface StepUp {
  /** Sign-ins made for the request so far. */
  readonly authorizations: number;
  /** What the next sign-in asks for, at the least. */
  readonly scopes: readonly string[];
}

/**
 * The next step after `insufficient_scope`: the union of what is granted, what was asked for before and what the
 * server now names. Rejects with `stepUpExhausted` after three sign-ins for the same request.
 */
export function nextStepUp(
  before: StepUp | undefined,
  granted: readonly string[],
  challenged: readonly string[],
): StepUp {
  const authorizations = (before?.authorizations ?? 0) + 1;
  if (authorizations > MAX_AUTHORIZATIONS)
    throw new Failure(
      "stepUpExhausted",
      t(
        "The server keeps asking for more permissions although they were asked for. Ask the server's administrator to grant them to you.",
      ),
      { scopes: challenged.join(" ") },
    );
  return {
    authorizations,
    scopes: union(union(granted, before?.scopes ?? []), challenged),
  };
}
