// Signing in by OAuth: the browser's way out and back, the Accounts menu, and what starts and ends a sign-in.
import { l10n, window, type ExtensionContext } from "vscode";
import type { CredentialStore } from "../../core/credentials/storage/store.ts";
import type { Logger } from "../../core/log.ts";
import type { OAuthServer } from "../../core/oauth/types.ts";
import { once } from "../../core/once.ts";
import type { Clock } from "../../core/ports.ts";
import { originOf, usesOAuth } from "../../core/servers/server.ts";
import { chooseOAuthServer, showWarning } from "../ask/index.ts";
import type { CommandHandlers, FixHandlers } from "../handlers.ts";
import type { Settings } from "../settings/index.ts";
import { Authentication } from "./authenticationProvider.ts";
import { SignIns, type SignInParts } from "./signIns.ts";

export type { SignIns } from "./signIns.ts";

/** Registers what signs in and out, and the ways in which the browser comes back. */
export function registerSignIn(
  parts: SignInParts & {
    readonly context: ExtensionContext;
    readonly settings: Settings;
    readonly store: CredentialStore;
    readonly log: Logger;
    readonly clock: Clock;
  },
) {
  const { context, settings, store, operations, log, clock } = parts;
  const redirects = once(async () => {
    const { RedirectReceivers } = await import("./redirectReceivers.ts");
    return new RedirectReceivers(context, settings, log, clock);
  });
  const signIns = new SignIns(parts, redirects);
  const choose = (argument: unknown, question: string, always = false) =>
    chooseOAuthServer(settings, argument, question, always);
  context.subscriptions.push(
    window.registerUriHandler({ handleUri: async (uri) => (await redirects()).handleUri(uri) }),
    new Authentication(store, {
      signIn: async () => {
        const server = await choose(undefined, l10n.t("Sign in to which server?"));
        return server ? signIns.signIn(server) : false;
      },
      signOut: async (key) => {
        const server = settings.get(key.server);
        if (server && usesOAuth(server) && originOf(server) === key.origin) {
          await signIns.signOut(server);
        } else await operations.signOutElsewhere(key);
      },
    }),
  );
  return {
    signIns,
    commands: {
      "mcpConnect.signIn": async (argument) => {
        const server = await choose(argument, l10n.t("Sign in to which server?"));
        return server ? signIns.signIn(server) : false;
      },
      "mcpConnect.signInWithAnotherAccount": async (argument) => {
        const server = await choose(argument, l10n.t("Sign in to which server?"));
        return server ? signIns.signIn(server, { prompt: "login" }) : false;
      },
      "mcpConnect.signOut": async (argument) => {
        const server = await choose(argument, l10n.t("Sign out of which server?"), true);
        // A choice in the list is the user's. A name, and a line of the tree by its handle, any link or extension can give.
        if (server && (argument === undefined || (await confirmSignOut(server))))
          await signIns.signOut(server);
      },
      "mcpConnect.showRedirectUris": async (argument) => {
        const server = await choose(argument, l10n.t("Redirect URIs for which server?"));
        if (server) await (await redirects()).showRedirectUris(server);
      },
      "mcpConnect.pasteRedirect": async () => (await redirects()).paste(),
    } satisfies CommandHandlers,
    fixHandlers: {
      signIn: async ({ server: name, anotherAccount, scopes }) => {
        const server = settings.get(name);
        if (!server || !usesOAuth(server)) return;
        await signIns.signIn(server, {
          ...(anotherAccount && { prompt: "login" }),
          ...(scopes && { additionalScopes: scopes }),
        });
      },
    } satisfies FixHandlers,
  };
}

async function confirmSignOut({ name }: OAuthServer): Promise<boolean> {
  const signOut = l10n.t("Sign out");
  const chosen = await showWarning(
    l10n.t("Sign out of “{0}”?", name),
    {
      modal: true,
      detail: l10n.t("Its tokens are revoked, as far as its authorization server can."),
    },
    signOut,
  );
  return chosen === signOut;
}
