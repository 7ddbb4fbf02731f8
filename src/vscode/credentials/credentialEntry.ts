import { l10n } from "vscode";
import { parsePastedToken } from "../../core/credentials/paste/pastedToken.ts";
import type { Slot } from "../../core/credentials/request/slots.ts";
import { newRevision } from "../../core/credentials/storage/storedBase.ts";
import type { StoredCredential } from "../../core/credentials/storage/stored.ts";
import type { Candidate } from "../../core/gateway/trial.ts";
import { appProviderOf } from "../../core/providers/providerOf.ts";
import { Secret } from "../../core/secret.ts";
import type { JwtAuth } from "../../core/kinds/jwt.ts";
import type { BasicAuth } from "../../core/kinds/basic.ts";
import type { TokenAuth } from "../../core/kinds/token.ts";
import type { Server } from "../../core/servers/server.ts";
import { askSecretText } from "../ask/index.ts";
import { enterKey, enterSubject } from "./signingKeyEntry.ts";

/** What the user entered for one slot. */
export interface Entered {
  readonly candidate: Candidate;
  /** Whether it was taken from the clipboard, which then still holds it. */
  readonly fromClipboard: boolean;
}

export interface EntryOptions {
  readonly server: Server;
  /** Whether it takes the place of one that works. */
  readonly rotate: boolean;
  readonly nowMs: number;
  /** A shared secret that was just generated. */
  readonly given?: Secret;
}

/** Asks for the secret of a slot, in the way of its kind; nothing when the user cancelled. */
export async function enterSecret(slot: Slot, options: EntryOptions): Promise<Entered | undefined> {
  const { auth } = slot;
  switch (auth.type) {
    case "token":
      return enterToken(slot, auth, options);
    case "basic":
      return enterPassword(slot, auth, options);
    case "jwt":
      return enterSigningKey(slot, auth, options);
    case "oauth":
      return undefined;
  }
}

async function enterToken(
  slot: Slot,
  auth: TokenAuth,
  { server, rotate, nowMs }: EntryOptions,
): Promise<Entered | undefined> {
  const { header, scheme } = auth;
  const read = (text: string) => parsePastedToken(text, { scheme, header });
  const isFurther = slot.key.part !== undefined;
  const what = isFurther
    ? l10n.t("Secret for {0} of", header)
    : rotate
      ? l10n.t("New token for")
      : l10n.t("Token for");
  const entered = await askSecretText({
    title: `${what} “${server.name}”`,
    prompt: keptSentence(server, header),
    server: isFurther ? undefined : server,
    problem: (text) => problemOf(read(text)),
  });
  const parsed = entered && read(entered.text.reveal());
  if (!entered || !parsed || "problem" in parsed) return undefined;
  const { token } = parsed;
  return keep(slot, entered.fromClipboard, nowMs, { kind: "token", token, header, scheme });
}

async function enterPassword(
  slot: Slot,
  { username }: BasicAuth,
  { server, rotate, nowMs }: EntryOptions,
): Promise<Entered | undefined> {
  const entered = await askSecretText({
    title: rotate
      ? l10n.t("New password of {0} for “{1}”", username, server.name)
      : l10n.t("Password of {0} for “{1}”", username, server.name),
    prompt: keptSentence(server, "Authorization"),
    server,
    problem: (text) =>
      /\p{Cc}/u.test(text)
        ? l10n.t("The password contains a line break or another control character. Copy it again.")
        : undefined,
  });
  if (!entered) return undefined;
  const { text: password, fromClipboard } = entered;
  return keep(slot, fromClipboard, nowMs, { kind: "basic", username, password });
}

async function enterSigningKey(
  slot: Slot,
  auth: JwtAuth,
  options: EntryOptions,
): Promise<Entered | undefined> {
  const { algorithm } = auth.jwt;
  const entered = await enterKey(auth, options);
  if (!entered) return undefined;
  let subject: Secret | undefined;
  if (auth.jwt.secretSubject) {
    subject = await enterSubject(options.server);
    if (!subject) return undefined;
  }
  const { key, passphrase, keepsPassphrase, fromClipboard } = entered;
  const kept = keep(slot, fromClipboard, options.nowMs, {
    kind: "jwt",
    algorithm,
    key,
    ...(subject && { subject }),
    ...(keepsPassphrase && passphrase && { passphrase }),
    header: auth.header,
    scheme: auth.scheme,
  });
  if (!passphrase || keepsPassphrase) return kept;
  return { ...kept, candidate: { ...kept.candidate, passphrase } };
}

/** Asks for the secret of an OAuth client (R14); nothing when the user cancelled. */
export async function enterClientSecret(
  server: Server,
  clientId: string,
): Promise<{ readonly secret: Secret; readonly fromClipboard: boolean } | undefined> {
  const entered = await askSecretText({
    title: l10n.t("Client secret for “{0}”", server.name),
    prompt: l10n.t(
      "The secret of the client {0}, which some providers call client hash. It is kept in secret storage and sent to the token endpoint only.",
      clientId,
    ),
    server: undefined,
    app: appProviderOf(server.auth.type === "oauth" ? server.auth.preset : undefined, server.url),
    problem: (text) =>
      /\s/.test(text.trim())
        ? l10n.t("There is a space inside the secret. Paste only the secret.")
        : undefined,
  });
  if (!entered) return undefined;
  return { secret: new Secret(entered.text.reveal().trim()), fromClipboard: entered.fromClipboard };
}

function keep(
  { key }: Slot,
  fromClipboard: boolean,
  nowMs: number,
  content: DistributedOmit<StoredCredential, "revision" | "createdAtMs">,
): Entered {
  const credential = {
    ...content,
    revision: newRevision(),
    createdAtMs: nowMs,
  } as StoredCredential;
  return { candidate: { key, credential }, fromClipboard };
}

type DistributedOmit<Union, Keys extends PropertyKey> = Union extends unknown
  ? Omit<Union, Keys>
  : never;

function problemOf(parsed: ReturnType<typeof parsePastedToken>): string | undefined {
  return "problem" in parsed ? parsed.problem : undefined;
}

function keptSentence(server: Server, header: string): string {
  return l10n.t(
    "It is kept in secret storage and sent to {0} only, in the header {1}.",
    new URL(server.url).host,
    header,
  );
}
