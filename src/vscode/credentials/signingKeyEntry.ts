import { env, l10n, ThemeIcon, window, workspace, type QuickInputButton } from "vscode";
import { generateSecret } from "../../core/credentials/jwt/generateSecret.ts";
import { sharedSecret } from "../../core/credentials/jwt/mint.ts";
import { readSigningKey } from "../../core/credentials/jwt/signer.ts";
import { parsePrivateKey } from "../../core/credentials/keys/parse.ts";
import { parsePastedToken } from "../../core/credentials/paste/pastedToken.ts";
import { isFailure } from "../../core/failure.ts";
import { Secret } from "../../core/secret.ts";
import type { JwtAuth } from "../../core/kinds/jwt.ts";
import type { Server } from "../../core/servers/server.ts";
import { askSecretText, pickOne } from "../ask/index.ts";

/** Whose key is asked for. */
export interface KeyQuestion {
  readonly server: Server;
  /** Whether it takes the place of one that works. */
  readonly rotate: boolean;
  /** A shared secret that was just generated. */
  readonly given?: Secret;
}

/** What signs the tokens of a server, as it was entered. */
export interface EnteredKey {
  readonly key: Secret;
  readonly fromClipboard: boolean;
  readonly passphrase?: Secret;
  readonly keepsPassphrase?: boolean;
}

/** Asks for the shared secret or the private key; nothing when the user cancelled. */
export function enterKey(auth: JwtAuth, question: KeyQuestion): Promise<EnteredKey | undefined> {
  return auth.jwt.algorithm === "HS256"
    ? enterSharedSecret(auth, question)
    : choosePrivateKey(auth, question);
}

async function enterSharedSecret(
  { jwt }: JwtAuth,
  { server, rotate, given }: KeyQuestion,
): Promise<EnteredKey | undefined> {
  if (given) return { key: given, fromClipboard: false };
  const generate: QuickInputButton = {
    iconPath: new ThemeIcon("sparkle"),
    tooltip: l10n.t("Generate a secret of 256 bits and copy it"),
  };
  const entered = await askSecretText({
    title: rotate
      ? l10n.t("New shared secret for “{0}”", server.name)
      : l10n.t("Shared secret for “{0}”", server.name),
    prompt: l10n.t(
      "It signs the tokens on this machine and is kept in secret storage. The provider needs the same one.",
    ),
    server,
    problem: (text) => weakness(text, jwt.secretEncoding ?? "text"),
    buttons: [
      [
        generate,
        async () => {
          const secret = generateSecret();
          await env.clipboard.writeText(secret.reveal());
          return secret;
        },
      ],
    ],
  });
  return entered && { key: entered.text, fromClipboard: entered.fromClipboard };
}

async function choosePrivateKey(
  auth: JwtAuth,
  { server }: KeyQuestion,
): Promise<EnteredKey | undefined> {
  const key = await chooseKeyFile(server);
  if (!key) return undefined;
  const opened = await openPrivateKey(auth, key, server);
  if (!opened) return undefined;
  if (!opened.passphrase) return { key, fromClipboard: false };
  const keepsPassphrase = await pickOne(l10n.t("The passphrase of the private key"), [
    {
      label: l10n.t("Ask again after each start of the editor"),
      detail: l10n.t("The key is kept as it is, encrypted. The passphrase is not kept."),
      value: false,
    },
    {
      label: l10n.t("Keep it in secret storage"),
      detail: l10n.t("Beside the key, so that you are not asked again."),
      value: true,
    },
  ]);
  if (keepsPassphrase === undefined) return undefined;
  return { key, fromClipboard: false, passphrase: opened.passphrase, keepsPassphrase };
}

/**
 * Asks for the private key of an OAuth client (RFC 7523) and gives it as PKCS#8, without its passphrase, as the token
 * requests that need no person want it. Nothing when the user cancelled or the key is of no use.
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
      void window.showErrorMessage(outcome.sentence);
      return undefined;
    }
    const entered = await askSecretText({
      title: l10n.t("Passphrase of the private key for “{0}”", server.name),
      prompt:
        outcome.kind === "passphraseWrong"
          ? l10n.t("That is not the passphrase of this key. Enter it once more.")
          : l10n.t("The key is encrypted. It is kept in secret storage, without the passphrase."),
      server: undefined,
      problem: () => undefined,
    });
    if (!entered) return undefined;
    passphrase = entered.text;
  }
}

async function chooseKeyFile(server: Server): Promise<Secret | undefined> {
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
        void window.showErrorMessage(error.message);
        return undefined;
      }
      const entered = await askSecretText({
        title: l10n.t("Passphrase of the private key for “{0}”", server.name),
        prompt: error.message,
        server: undefined,
        problem: () => undefined,
      });
      if (!entered) return undefined;
      passphrase = entered.text;
    }
  }
}

/** Asks for a `sub` that is a secret (R8); nothing when the user cancelled. */
export async function enterSubject(server: Server): Promise<Secret | undefined> {
  const read = (text: string) => parsePastedToken(text, { scheme: "" });
  const entered = await askSecretText({
    title: l10n.t("Subject of the tokens for “{0}”", server.name),
    prompt: l10n.t(
      "What goes into “sub”, such as the auth token of your API client. It is kept in secret storage.",
    ),
    server: undefined,
    problem: (text) => {
      const parsed = read(text);
      return "problem" in parsed ? parsed.problem : undefined;
    },
  });
  const parsed = entered && read(entered.text.reveal());
  return parsed && "token" in parsed ? parsed.token : undefined;
}

function weakness(text: string, encoding: "text" | "base64"): string | undefined {
  try {
    sharedSecret(new Secret(text), encoding);
    return undefined;
  } catch (error) {
    if (isFailure(error)) return error.message;
    throw error;
  }
}
