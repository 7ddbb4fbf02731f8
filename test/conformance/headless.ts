import type { RedirectReceiver, SignInInteraction } from "../../src/core/oauth/types.ts";

/** Nothing listens there: the answer is read from the redirect itself. */
const REDIRECT_URI = "http://127.0.0.1:33418/callback";

/** The user and the browser of a sign-in, for an authorization server that needs neither. */
export function headlessInteraction(): SignInInteraction {
  let arrive: ((url: URL) => void) | undefined;
  const receiver: RedirectReceiver = {
    redirectUri: REDIRECT_URI,
    receive: () =>
      new Promise((resolve) => {
        arrive = resolve;
      }),
    dispose() {},
  };
  return {
    async openBrowser(url) {
      const response = await fetch(url, { redirect: "manual" });
      const location = response.headers.get("location");
      if (location === null)
        throw new Error(`The authorization endpoint answered ${response.status}, no redirect.`);
      arrive?.(new URL(location, url));
      return true;
    },
    redirectReceiver: async () => receiver,
    chooseAuthorizationServer: async (issuers) => issuers[0],
    askClient: async () => undefined,
    showDeviceCode: async () => undefined,
    progress: (step) => console.error(step),
  };
}
