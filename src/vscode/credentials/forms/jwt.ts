import { env, l10n, ThemeIcon, type QuickInputButton } from "vscode";
import { generateSecret } from "../../../core/credentials/jwt/generateSecret.ts";
import { sharedSecret } from "../../../core/credentials/jwt/mint.ts";
import { parsePastedToken } from "../../../core/credentials/paste/pastedToken.ts";
import { isFailure } from "../../../core/failure.ts";
import type { JwtAuth } from "../../../core/kinds/jwt.ts";
import { Secret } from "../../../core/secret.ts";
import type { Server } from "../../../core/servers/server.ts";
import { askSecretText, pickOne } from "../../ask/index.ts";
import { enteredNow, type Form, type SecretFormQuestion } from "./form.ts";
import { chooseKeyFile, openPrivateKey } from "./privateKey.ts";

/** Asks for what signs the tokens of a server: a shared secret or a private key, and `sub` where it is a secret. */
export const jwt: Form<JwtAuth> = {
  async ask(auth, question) {
    const { algorithm, secretSubject } = auth.jwt;
    const entered =
      algorithm === "HS256"
        ? await enterSharedSecret(auth, question)
        : await choosePrivateKey(auth, question);
    if (!entered) return undefined;
    const subject = secretSubject ? await enterSubject(question.server) : undefined;
    if (secretSubject && !subject) return undefined;
    const { key, passphrase, keepsPassphrase, fromClipboard } = entered;
    const kept = enteredNow(question, fromClipboard, (base) => ({
      ...base,
      kind: "jwt",
      algorithm,
      key,
      ...(subject && { subject }),
      ...(keepsPassphrase && passphrase && { passphrase }),
      header: auth.header,
      scheme: auth.scheme,
    }));
    if (!passphrase || keepsPassphrase) return kept;
    return { ...kept, candidate: { ...kept.candidate, passphrase } };
  },
};

/** What signs the tokens of a server, as it was entered. */
interface EnteredKey {
  readonly key: Secret;
  readonly fromClipboard: boolean;
  readonly passphrase?: Secret;
  readonly keepsPassphrase?: boolean;
}

async function enterSharedSecret(
  { jwt: settings }: JwtAuth,
  { server, rotate, given }: SecretFormQuestion,
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
    problem: (text) => weakness(text, settings.secretEncoding ?? "text"),
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
  { server }: SecretFormQuestion,
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

/** Asks for a `sub` that is a secret (R8); nothing when the user cancelled. */
async function enterSubject(server: Server): Promise<Secret | undefined> {
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
