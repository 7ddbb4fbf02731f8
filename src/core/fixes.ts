import { t } from "@vscode/l10n";
import type { ActionFix, FixAction } from "./finding.ts";

// One function for each fix, so that it has the same words in the tree, the Problems panel, notifications and the
// command line. `server` is a server's name.

export function signInFix(server: string): ActionFix {
  return action(t("Sign in"), { type: "signIn", server });
}

export function signInForScopesFix(server: string, scopes: readonly string[]): ActionFix {
  return action(t("Sign in with these permissions"), { type: "signIn", server, scopes });
}

export function anotherAccountFix(server: string): ActionFix {
  return action(t("Sign in with another account"), {
    type: "signIn",
    server,
    anotherAccount: true,
  });
}

export function switchToOAuthFix(server: string): ActionFix {
  return action(t("Switch to OAuth sign-in"), { type: "switchToOAuth", server });
}

export function switchToTokenFix(server: string): ActionFix {
  return action(t("Use a token"), { type: "switchToToken", server });
}

export function setClientSecretFix(server: string): ActionFix {
  return action(t("Set client secret…"), { type: "setClientSecret", server });
}

/** Sends what was stored for the old address, header or variable to what the settings name now. */
export function useCredentialHereFix(server: string): ActionFix {
  return action(t("Use the stored credential…"), { type: "useCredentialHere", server });
}

/** Sends the token in another header from now on, behind an authentication scheme unless that is empty. */
export function changePlacementFix(server: string, header: string, scheme: string): ActionFix {
  const title =
    scheme === "" ? t("Send it in {0}", header) : t("Send it as “{0}: {1}”", header, scheme);
  return action(title, { type: "changePlacement", server, header, scheme });
}

export function checkConnectionFix(server: string): ActionFix {
  return action(t("Check connection"), { type: "checkConnection", server });
}

/** Opens the settings, at the entry of a server where there is one. */
export function openSettingsFix(server?: string): ActionFix {
  return action(t("Open settings"), {
    type: "openSettings",
    ...(server !== undefined && { server }),
  });
}

/** Goes on without the system's secret storage, until the window closes. */
export function memoryFix(): ActionFix {
  return action(t("Keep credentials in memory"), { type: "useMemoryStorage" });
}

/** Takes a server of another client's file over, which asks for its credential and keeps it in secret storage. */
export function adoptFix(server: string, file?: string): ActionFix {
  return action(t("Manage with MCP Connect…"), {
    type: "adopt",
    server,
    ...(file !== undefined && { file }),
  });
}

/** A fix that needs the editor, under the words for it. */
export function action(title: string, deed: FixAction): ActionFix {
  return { kind: "action", title, action: deed };
}
