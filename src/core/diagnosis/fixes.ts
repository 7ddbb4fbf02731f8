import type { Server } from "../servers/server.ts";
import type { Fix } from "../finding.ts";

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
    case "jwt":
    case "basic":
      return [setTokenFix(name)];
    case "none":
      return [];
  }
}

/** Asks for the secret that a server's settings want, by its own name. */
export function setCredentialFix({
  name,
  auth,
}: Pick<Server, "name" | "auth">): Fix & { readonly kind: "action" } {
  const title = {
    none: "Set credential…",
    oauth: "Set client secret…",
    token: "Set token…",
    basic: "Set password…",
    jwt: "Set signing key…",
  }[auth.type];
  return { kind: "action", title, action: { type: "setToken", server: name } };
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

export function openSettingsFix(server: string): Fix & { readonly kind: "action" } {
  return { kind: "action", title: "Open settings", action: { type: "openSettings", server } };
}

export function setClientSecretFix(server: string): Fix {
  return {
    kind: "action",
    title: "Set client secret…",
    action: { type: "setClientSecret", server },
  };
}

/** Goes on without the system's secret storage, until the window closes. */
export function memoryFix(): Fix {
  return {
    kind: "action",
    title: "Keep credentials in memory",
    action: { type: "useMemoryStorage" },
  };
}

export function copyFix(title: string, text: string): Fix {
  return { kind: "action", title, action: { type: "copy", text } };
}
