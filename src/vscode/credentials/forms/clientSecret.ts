import { l10n } from "vscode";
import { parsePrivateKey } from "../../../core/credentials/keys/parse.ts";
import type { ConfidentialClient } from "../../../core/credentials/request/oauthSecrets.ts";
import { secretDestination } from "../../../core/providers/clientPrompts.ts";
import { appProviderOf } from "../../../core/providers/providerOf.ts";
import { Secret } from "../../../core/secret.ts";
import type { OAuthServer } from "../../../core/oauth/types.ts";
import type { Server } from "../../../core/servers/server.ts";
import { askSecretText, showError } from "../../ask/index.ts";
import { askPassphrase, chooseKeyFile } from "./privateKey.ts";

/** Asks for the secret of an OAuth client (R14); nothing when the user cancelled. */
export async function enterClientSecret(
  server: OAuthServer,
  { clientId, idpHost }: ConfidentialClient,
): Promise<{ readonly secret: Secret; readonly fromClipboard: boolean } | undefined> {
  const { auth, url } = server;
  // The client at the identity provider is registered there, and not where the server's own is.
  const idp = idpHost === undefined ? undefined : auth.idp;
  const destination = secretDestination(
    idp
      ? { tokenEndpoint: idp.tokenUrl, namedBy: idp.issuer }
      : { tokenEndpoint: auth.tokenUrl, namedBy: auth.issuer ?? url },
  );
  const said = l10n.t("The secret of the client {0}.", clientId);
  const entered = await askSecretText({
    title: l10n.t("Client secret for “{0}”", server.name),
    prompt: `${said} ${destination}`,
    server: undefined,
    app: idp ? appProviderOf(undefined, idp.issuer) : appProviderOf(auth.preset, url),
    problem: (text) =>
      /\s/.test(text.trim())
        ? l10n.t("There is a space inside the secret. Paste only the secret.")
        : undefined,
  });
  if (!entered) return undefined;
  return { secret: new Secret(entered.text.reveal().trim()), fromClipboard: entered.fromClipboard };
}

/**
 * Asks for the private key of an OAuth client (RFC 7523) and gives it as PKCS#8, without its passphrase, as the token
 * requests that nobody has to confirm want it. Nothing when the user cancelled or the key is of no use.
 */
export async function enterClientKey(server: Server): Promise<Secret | undefined> {
  const text = await chooseKeyFile(server);
  if (!text) return undefined;
  let passphrase: Secret | undefined;
  for (;;) {
    const outcome = await parsePrivateKey(text, passphrase && { passphrase });
    if (outcome.kind === "key") {
      return new Secret(outcome.key.reveal().export({ type: "pkcs8", format: "pem" }).toString());
    }
    if (outcome.kind === "problem") {
      void showError(outcome.sentence);
      return undefined;
    }
    passphrase = await askPassphrase(
      server,
      outcome.kind === "passphraseWrong"
        ? l10n.t("That is not the passphrase of this key. Enter it once more.")
        : l10n.t("The key is encrypted. It is kept in secret storage, without the passphrase."),
    );
    if (!passphrase) return undefined;
  }
}
