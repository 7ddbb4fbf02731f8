import { l10n, window, workspace } from "vscode";
import { readSigningKey } from "../../../core/credentials/jwt/signer.ts";
import { isFailure } from "../../../core/failure.ts";
import type { JwtAuth } from "../../../core/kinds/jwt.ts";
import { Secret } from "../../../core/secret.ts";
import type { Server } from "../../../core/servers/server.ts";
import { askSecretText, showError } from "../../ask/index.ts";

/** Asks for the file of a private key and gives its text; nothing when the user cancelled. */
export async function chooseKeyFile(server: Server): Promise<Secret | undefined> {
  const [file] =
    (await window.showOpenDialog({
      title: l10n.t("Private key for “{0}”", server.name),
      openLabel: l10n.t("Use This Key"),
      canSelectMany: false,
    })) ?? [];
  if (!file) return undefined;
  return new Secret(Buffer.from(await workspace.fs.readFile(file)).toString("utf8"));
}

/** Asks for the passphrase of a private key until it is right; nothing when the user cancelled or the key is of no use. */
export async function openPrivateKey(
  auth: JwtAuth,
  key: Secret,
  server: Server,
): Promise<{ readonly passphrase?: Secret } | undefined> {
  let passphrase: Secret | undefined;
  for (;;) {
    try {
      await readSigningKey(auth, key, passphrase);
      return passphrase ? { passphrase } : {};
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (error.code !== "passphraseNeeded") {
        void showError(error.message);
        return undefined;
      }
      passphrase = await askPassphrase(server, error.message);
      if (!passphrase) return undefined;
    }
  }
}

/** Asks for the passphrase of a private key; nothing when the user cancelled. */
export async function askPassphrase(server: Server, prompt: string): Promise<Secret | undefined> {
  const entered = await askSecretText({
    title: l10n.t("Passphrase of the private key for “{0}”", server.name),
    prompt,
    server: undefined,
    problem: () => undefined,
  });
  return entered?.text;
}
