import { env, l10n, window } from "vscode";
import { Failure } from "../../core/failure.ts";
import type { SignInInteraction } from "../../core/oauth/types.ts";
import { signInStepText } from "../../core/status/steps.ts";
import { askSecret, askText, copyText, pickOne } from "../ask/index.ts";

/** The questions of a sign-in, put to the user through the editor. */
export function createSignInInteraction(
  server: string,
  report: (message: string) => void,
  redirectReceiver: SignInInteraction["redirectReceiver"],
): SignInInteraction {
  return {
    redirectReceiver,
    progress: (step) => report(signInStepText(step)),
    openBrowser,
    chooseAuthorizationServer: (issuers) =>
      pickOne(
        l10n.t("Sign in to “{0}” with", server),
        issuers.map((issuer) => ({ label: issuer, value: issuer })),
      ),
    async askClient({ issuer, redirectUri }) {
      const clientId = await askText({
        title: l10n.t("Client ID for “{0}”", server),
        prompt: l10n.t(
          "{0} does not register clients by itself. Create an app there with the redirect URI {1} and enter its client ID.",
          issuer,
          redirectUri,
        ),
      });
      if (clientId === undefined) return undefined;
      const clientSecret = await askSecret({
        title: l10n.t("Client secret for “{0}”", server),
        prompt: l10n.t("Leave empty if the app has none. It is kept in secret storage."),
        problem: () => undefined,
      });
      return { clientId, ...(clientSecret && { clientSecret }) };
    },
    async showDeviceCode({ userCode, verificationUri, verificationUriComplete }) {
      await copyText(userCode);
      const open = l10n.t("Open Browser");
      void window
        .showInformationMessage(
          l10n.t(
            "To sign in to “{0}”, enter the code {1} at {2}. The code is copied.",
            server,
            userCode,
            verificationUri,
          ),
          open,
        )
        .then((chosen) =>
          chosen === open ? openBrowser(verificationUriComplete ?? verificationUri) : undefined,
        );
    },
  };
}

/** Opens an address in the browser; only http and https (PROTOCOL duty 11). */
async function openBrowser(address: string): Promise<boolean> {
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new Failure("browserRefused", "The address to open in the browser is not a web address.");
  }
  // A Uri is encoded once more, which damages the redirect URI in the query. At run time
  // `openExternal` takes a string too and opens it as it stands; the typings know Uri only.
  const opened: unknown = await Reflect.apply(env.openExternal, env, [url.href]);
  return opened === true;
}
