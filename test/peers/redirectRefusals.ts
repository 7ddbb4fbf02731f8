import type { Behaviour } from "./hostileHarness.ts";
import { jsonAnswer } from "./hostileHarness.ts";
import { escapeHtml } from "./page.ts";

/** How authorization servers in the field say that a redirect URI is not registered (R42). */
export const REDIRECT_REFUSALS = {
  microsoft: (redirectUri: string, clientId: string) =>
    `AADSTS50011: The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${clientId}'.`,
  google: () => "Error 400: redirect_uri_mismatch",
  salesforce: () =>
    "error=redirect_uri_mismatch&error_description=redirect_uri%20must%20match%20configuration",
  notRegistered: () => "redirect_uri is not registered",
  invalid: () => "Invalid redirect URI",
} as const satisfies Record<string, (redirectUri: string, clientId: string) => string>;

export type RedirectRefusal = keyof typeof REDIRECT_REFUSALS;

/** Refuses every redirect URI: with a page at the authorization endpoint, or at registration (RFC 7591, section 3.2.2). */
export function refuseRedirect(
  wording: RedirectRefusal,
  at: "authorization" | "registration",
): Behaviour {
  const sentence = REDIRECT_REFUSALS[wording];
  if (at === "registration") {
    return {
      answers: {
        registration: ({ body }) => {
          const redirectUri = /"redirect_uris":\s*\["([^"]*)"/.exec(body)?.[1] ?? "";
          const description = sentence(redirectUri, "new client");
          return jsonAnswer(400, { error: "invalid_redirect_uri", error_description: description });
        },
      },
    };
  }
  return {
    answers: {
      authorization: ({ parameters }) => {
        const redirectUri = parameters.get("redirect_uri") ?? "";
        const text = escapeHtml(sentence(redirectUri, parameters.get("client_id") ?? ""));
        return {
          status: 400,
          headers: { "content-type": "text/html; charset=utf-8" },
          body: `<!doctype html><title>Sign in</title><h1>Something went wrong</h1><p>${text}</p>`,
        };
      },
    },
  };
}
