import { t } from "@vscode/l10n";
import type { Auth, WantedSecret } from "../kinds/auth.ts";
import type { ActionFix } from "../finding.ts";
import { action, setClientSecretFix, signInFix } from "../fixes.ts";
import type { Server } from "../servers/server.ts";

/** How a secret that the user gives is spoken of, each by its own name. */
interface SecretWords {
  /** Where it is missing, in two or three words. */
  readonly needed: () => string;
  /** The same as a line of its own; `header` is that of a further header. */
  readonly absent: (header?: string) => string;
  readonly set: () => string;
  /** Left out for a secret that is not replaced by itself. */
  readonly rotate?: () => string;
}

const SECRET_WORDS = {
  token: {
    needed: () => t("Token needed"),
    absent: () => t("No token stored"),
    set: () => t("Set token…"),
    rotate: () => t("Rotate token…"),
  },
  password: {
    needed: () => t("Password needed"),
    absent: () => t("No password stored"),
    set: () => t("Set password…"),
    rotate: () => t("Rotate password…"),
  },
  sharedSecret: {
    needed: () => t("Shared secret needed"),
    absent: () => t("No shared secret stored"),
    set: () => t("Set shared secret…"),
    rotate: () => t("Rotate shared secret…"),
  },
  privateKey: {
    needed: () => t("Private key needed"),
    absent: () => t("No private key stored"),
    set: () => t("Set private key…"),
    rotate: () => t("Rotate private key…"),
  },
  passphrase: {
    needed: () => t("Passphrase needed"),
    absent: () => t("The private key is locked"),
    set: () => t("Enter passphrase…"),
  },
  header: {
    needed: () => t("Header secret needed"),
    absent: (header) =>
      header === undefined ? t("No header secret stored") : t("No secret stored for {0}", header),
    set: () => t("Set header secret…"),
  },
} as const satisfies Record<WantedSecret, SecretWords>;

/** The words for a secret that the user is asked for. */
export function wordsOf(wanted: WantedSecret): SecretWords {
  return SECRET_WORDS[wanted];
}

/** The secret that is a server's main credential; undefined where there is none, or where the user signs in. */
export function secretOf(
  auth: Auth,
): "token" | "password" | "sharedSecret" | "privateKey" | undefined {
  switch (auth.type) {
    case "token":
      return "token";
    case "basic":
      return "password";
    case "jwt":
      return auth.jwt.algorithm === "HS256" ? "sharedSecret" : "privateKey";
    case "oauth":
    case "none":
      return undefined;
  }
}

/** Asks for one secret of a server, by its own name. */
export function setSecretFix(server: string, wanted: WantedSecret): ActionFix {
  return action(SECRET_WORDS[wanted].set(), {
    type: wanted === "passphrase" ? "unlockKey" : "setToken",
    server,
  });
}

/** Asks for the secret that a server's settings want; of a server without a main credential, for that of a further header. */
export function setCredentialFix({ name, auth }: Pick<Server, "name" | "auth">): ActionFix {
  return auth.type === "oauth"
    ? setClientSecretFix(name)
    : setSecretFix(name, secretOf(auth) ?? "header");
}

/** A new credential, of the kind that the settings name; none where they name none. */
export function newCredentialFixes(server: Pick<Server, "name" | "auth">): readonly ActionFix[] {
  const { name, auth } = server;
  if (auth.type === "none") return [];
  return [auth.type === "oauth" ? signInFix(name) : setCredentialFix(server)];
}

/** Replaces the stored secret by a new one; none where there is no secret, or where the user signs in. */
export function rotateFixes({ name, auth }: Pick<Server, "name" | "auth">): readonly ActionFix[] {
  const secret = secretOf(auth);
  if (secret === undefined) return [];
  return [action(SECRET_WORDS[secret].rotate(), { type: "rotateToken", server: name })];
}
