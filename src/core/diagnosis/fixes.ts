import type { Server } from "../servers/server.ts";
import type { Fix } from "./finding.ts";

// The fixes that several rules offer, with one wording each: the same in the tree, the Problems panel and notifications.

export function signInFix(server: string): Fix {
  return { kind: "action", title: "Sign in again", action: { type: "signIn", server } };
}

export function anotherAccountFix(server: string): Fix {
  return {
    kind: "action",
    title: "Sign in with another account",
    action: { type: "signIn", server, anotherAccount: true },
  };
}

/** A new credential, of the kind that the settings name; none where they name none. */
export function newCredentialFix({ name, auth }: Pick<Server, "name" | "auth">): readonly Fix[] {
  switch (auth.type) {
    case "oauth":
      return [signInFix(name)];
    case "token":
      return [setTokenFix(name)];
    case "none":
      return [];
  }
}

export function setTokenFix(server: string): Fix {
  return { kind: "action", title: "Set token…", action: { type: "setToken", server } };
}

export function rotateTokenFix(server: string): Fix {
  return { kind: "action", title: "Rotate token…", action: { type: "rotateToken", server } };
}

export function switchToOAuthFix(server: string): Fix {
  return {
    kind: "action",
    title: "Switch to OAuth sign-in",
    action: { type: "switchToOAuth", server },
  };
}

export function checkConnectionFix(server: string): Fix {
  return { kind: "action", title: "Check connection", action: { type: "checkConnection", server } };
}

export function openSettingsFix(server: string): Fix {
  return { kind: "action", title: "Open settings", action: { type: "openSettings", server } };
}

export function copyFix(title: string, text: string): Fix {
  return { kind: "action", title, action: { type: "copy", text } };
}
