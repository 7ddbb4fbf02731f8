import type { ActionFix } from "../finding.ts";
import { action, openSettingsFix, setClientSecretFix, signInFix } from "../fixes.ts";
import { factsOfAuth, isSecretAuth, wordsOf, type WantedSecret } from "../kinds/auth.ts";
import type { Server } from "../servers/server.ts";

// The fixes that ask for a secret, each by the name that its kind of credential gives it.

type Named = Pick<Server, "name" | "auth">;

/** Asks for one secret of a server. */
export function setSecretFix(server: string, wanted: WantedSecret): ActionFix {
  return action(wordsOf(wanted).set(), {
    type: wanted === "passphrase" ? "unlockKey" : "setToken",
    server,
  });
}

/** Asks for the secret that a server's settings want; of a server without a main credential, for that of a further header. */
export function setCredentialFix({ name, auth }: Named): ActionFix {
  return auth.type === "oauth"
    ? setClientSecretFix(name)
    : setSecretFix(name, factsOfAuth(auth).wanted ?? "header");
}

/** A new credential, of the kind that the settings name; none where they name none or say where it comes from. */
export function newCredentialFixes(server: Named): readonly ActionFix[] {
  const { name, auth } = server;
  if (auth.type === "none" || comesFromEnvironment(server)) return [];
  return [auth.type === "oauth" ? signInFix(name) : setCredentialFix(server)];
}

/**
 * Replaces the secret by a new one, where the settings say that it comes from; none where there is no secret, or where
 * the user signs in.
 */
export function rotateFixes(server: Named): readonly ActionFix[] {
  const { name, auth } = server;
  if (comesFromEnvironment(server)) return [openSettingsFix(name)];
  const { wanted } = factsOfAuth(auth);
  const title = wanted && wordsOf(wanted).rotate?.();
  return title === undefined ? [] : [action(title, { type: "rotateToken", server: name })];
}

/** Whether the settings take the secret from environment variables, so that none can be set here. */
function comesFromEnvironment({ auth }: Named): boolean {
  return isSecretAuth(auth) && auth.reference !== undefined;
}
