import { env, l10n } from "vscode";
import { Failure } from "../../core/failure.ts";
import type { OAuthServer, SignInInteraction } from "../../core/oauth/types.ts";
import { clientIdPrompt, secretDestination } from "../../core/providers/clientPrompts.ts";
import { appProviderOf } from "../../core/providers/providerOf.ts";
import { Secret } from "../../core/secret.ts";
import { signInStepText } from "../../core/status/steps.ts";
import { askClientId, askSecretText, copyText, pickOne, showInformation } from "../ask/index.ts";

/** The questions of a sign-in, put to the user through the editor. */
export function createSignInInteraction(
  server: OAuthServer,
  report: (message: string) => void,
  redirectReceiver: SignInInteraction["redirectReceiver"],
): SignInInteraction {
  return {
    redirectReceiver,
    progress: (step) => report(signInStepText(step)),
    openBrowser,
    chooseAuthorizationServer: (issuers) =>
      pickOne(
        l10n.t("Sign in to “{0}” with", server.name),
        issuers.map((issuer) => ({ label: issuer, value: issuer })),
      ),
    async askClient({ issuer, tokenEndpoint, redirectUri }) {
      const provider = appProviderOf(server.auth.preset, issuer, server.url);
      const clientId = await askClientId(
        {
          title: l10n.t("Client ID for “{0}”", server.name),
          prompt: clientIdPrompt(provider, issuer, redirectUri),
          redirectUri,
        },
        provider,
      );
      if (clientId === undefined) return undefined;
      const isWanted = server.auth.confidential === true;
      const destination = secretDestination({ tokenEndpoint, namedBy: issuer });
      const entered = await askSecretText({
        title: l10n.t("Client secret for “{0}”", server.name),
        prompt: isWanted
          ? destination
          : `${l10n.t("Leave empty if the app has none.")} ${destination}`,
        server: undefined,
        app: provider,
        mayBeEmpty: !isWanted,
        problem: () => undefined,
      });
      if (!entered) return undefined;
      const clientSecret = entered.text.reveal().trim();
      return { clientId, ...(clientSecret !== "" && { clientSecret: new Secret(clientSecret) }) };
    },
    async showDeviceCode({ userCode, verificationUri, verificationUriComplete }) {
      await copyText(userCode);
      const open = l10n.t("Open browser");
      void showInformation(
        l10n.t(
          "To sign in to “{0}”, enter the code {1} at {2}. The code is copied.",
          server.name,
          userCode,
          verificationUri,
        ),
        open,
      ).then((chosen) =>
        chosen === open ? openBrowser(verificationUriComplete ?? verificationUri) : undefined,
      );
    },
  };
}

/** After a redirect URI was copied: says where it is registered, where that is known, and offers to open that page. */
export async function offerAppPage({ auth, url }: OAuthServer): Promise<void> {
  const provider = appProviderOf(auth.preset, auth.issuer, auth.authorizationUrl, url);
  if (!provider) return;
  const { name, app } = provider;
  const open = l10n.t("Open {0}", name);
  const chosen = await showInformation(
    l10n.t(
      "The redirect URI is copied. Register it at {0} under {1}, as “{2}”.",
      name,
      app.place,
      app.redirectUris,
    ),
    ...(app.page === undefined ? [] : [open]),
  );
  if (chosen === open && app.page !== undefined) await openBrowser(app.page);
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
