import { l10n } from "vscode";
import type { Slot } from "../../../core/credentials/request/slots.ts";
import type { StoredCredential } from "../../../core/credentials/storage/stored.ts";
import { newRevision, type StoredBase } from "../../../core/credentials/storage/storedBase.ts";
import type { Candidate } from "../../../core/gateway/trial.ts";
import type { Secret } from "../../../core/secret.ts";
import type { Server } from "../../../core/servers/server.ts";

/** The form of one kind of credential: it asks for the secret that the settings want. */
export interface Form<Settings> {
  /** Gives what was entered; nothing when the user cancelled. */
  ask(settings: Settings, question: SecretFormQuestion): Promise<Entered | undefined>;
}

/** Whose secret is asked for. */
export interface SecretFormQuestion {
  readonly slot: Slot;
  readonly server: Server;
  /** Whether it takes the place of one that works. */
  readonly rotate: boolean;
  readonly nowMs: number;
  /** A shared secret that was just generated. */
  readonly given?: Secret;
}

/** What the user entered for one slot. */
export interface Entered {
  readonly candidate: Candidate;
  /** Whether it was taken from the clipboard, which then still holds it. */
  readonly fromClipboard: boolean;
}

/** What was entered, as a credential that is new now. */
export function enteredNow(
  { slot, nowMs }: SecretFormQuestion,
  fromClipboard: boolean,
  credential: (base: StoredBase) => StoredCredential,
): Entered {
  const base = { revision: newRevision(), createdAtMs: nowMs };
  return { candidate: { key: slot.key, credential: credential(base) }, fromClipboard };
}

/** Where a secret is kept and goes. */
export function keptSentence(server: Server, header: string): string {
  return l10n.t(
    "It is kept in secret storage and sent to {0} only, in the header {1}.",
    new URL(server.url).host,
    header,
  );
}
