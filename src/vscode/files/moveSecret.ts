import {
  commands,
  env,
  l10n,
  window,
  workspace,
  WorkspaceEdit,
  type TextDocument,
  type Uri,
} from "vscode";
import { adoptPlan } from "../../core/configfiles/plans/adopt.ts";
import { moveSecretPlan, type SecretReference } from "../../core/configfiles/plans/moveSecret.ts";
import type { AdoptedSecret } from "../../core/configfiles/plans/adoptCredential.ts";
import { ownSecretsPlan } from "../../core/configfiles/plans/ownSecrets.ts";
import type { CredentialOperations } from "../../core/credentials/operations.ts";
import {
  credentialKeyOf,
  headerPart,
  type CredentialKey,
} from "../../core/credentials/storage/store.ts";
import { newRevision } from "../../core/credentials/storage/storedBase.ts";
import { applyEdits } from "../../core/textEdits.ts";
import type { TextEdit, TextRange } from "../../core/finding.ts";
import type { Candidate } from "../../core/gateway/trial.ts";
import type { Server } from "../../core/servers/server.ts";
import type { CommandId } from "../../manifest.ts";
import { pickOne } from "../ask/prompts.ts";
import { changeText } from "./textChange.ts";

export interface MoveSecretPorts {
  readonly operations: CredentialOperations;
  get(name: string): Server | undefined;
  /** Takes the server over, secret and all. */
  adopt(file: Uri, server: string): Promise<boolean>;
  isTracked(file: Uri): Promise<boolean>;
  /** Resolves when the settings have changed. */
  nextSettings(): Promise<void>;
  now(): number;
}

/** Gets a secret out of a configuration file (R37): into secret storage, or out of the file with a reference in its place. */
export class SecretMover {
  readonly #ports: MoveSecretPorts;

  constructor(ports: MoveSecretPorts) {
    this.#ports = ports;
  }

  /** Moves the secret at a range, as a finding gave it; nothing changes when the user cancels. */
  async move(file: Uri, server: string, range: TextRange): Promise<void> {
    const document = await workspace.openTextDocument(file);
    const text = document.getText();
    if (await this.moveOwn(file, server)) return;
    const plan = moveSecretPlan(file.path, text, range);
    if (!plan) return;
    const { secret, references } = plan;
    const adoptable = adoptPlan(file.path, text, server) !== undefined;
    const choice = await pickOne<"adopt" | SecretReference>(
      l10n.t("Where should the secret of “{0}” be kept?", server),
      [
        ...(adoptable
          ? [
              {
                label: l10n.t("In secret storage, with the server managed by MCP Connect"),
                detail: l10n.t("It is sent to this server's address only, and to no other."),
                value: "adopt" as const,
              },
            ]
          : []),
        ...references.map((reference) => ({ ...describe(reference), value: reference })),
      ],
    );
    if (choice === undefined) return;
    if (choice === "adopt") {
      await this.#ports.adopt(file, server);
      return;
    }
    if (!(await change(document, choice.edits))) return;
    await env.clipboard.writeText(secret.reveal());
    const isTracked = await this.#ports.isTracked(file);
    void window.showInformationMessage(
      [afterwards(choice), ...(isTracked ? [inHistory(file)] : [])].join(" "),
    );
  }

  /** Moves the tokens among the headers of a server of ours; false where the file has no such server. */
  async moveOwn(file: Uri, name: string): Promise<boolean> {
    const document = await workspace.openTextDocument(file);
    const plan = ownSecretsPlan(file.path, document.getText(), name);
    const server = this.#ports.get(name);
    if (!plan || !server) return false;
    const key = credentialKeyOf(server);
    const entry = ({ header, scheme, value }: AdoptedSecret, at: CredentialKey): Candidate => ({
      key: at,
      credential: {
        kind: "token",
        revision: newRevision(),
        createdAtMs: this.#ports.now(),
        token: value,
        header,
        scheme,
      },
    });
    // First of all: the settings must not lose what is nowhere else.
    await this.#ports.operations.keep([
      ...(plan.secret ? [entry(plan.secret, key)] : []),
      ...plan.furtherSecrets.map((one) => entry(one, { ...key, part: headerPart(one.header) })),
    ]);
    if (!(await change(document, plan.edits))) return true;
    const next = this.#ports.nextSettings();
    await document.save();
    if (plan.isIncomplete) {
      await next;
      await commands.executeCommand("mcpConnect.setCredential" satisfies CommandId, name);
      return true;
    }
    const isTracked = await this.#ports.isTracked(file);
    const done = l10n.t("The secret of “{0}” is in secret storage now.", name);
    void window.showInformationMessage([done, ...(isTracked ? [inHistory(file)] : [])].join(" "));
    return true;
  }
}

async function change(document: TextDocument, edits: readonly TextEdit[]): Promise<boolean> {
  const edit = new WorkspaceEdit();
  changeText(edit, document, applyEdits(document.getText(), edits));
  return workspace.applyEdit(edit);
}

function describe({ kind, name }: SecretReference): { label: string; detail: string } {
  return kind === "input"
    ? {
        label: l10n.t("With the editor, which asks for it once"),
        detail: l10n.t("The file refers to the input “{0}”.", name),
      }
    : {
        label: l10n.t("In the environment variable {0}", name),
        detail: l10n.t("The file refers to the variable, which you set yourself."),
      };
}

function afterwards({ kind, name }: SecretReference): string {
  return kind === "input"
    ? l10n.t(
        "The secret is on the clipboard. Start the server and paste it where the editor asks for it.",
      )
    : l10n.t(
        "The secret is on the clipboard. Set the environment variable {0} to it and restart the editor.",
        name,
      );
}

function inHistory(file: Uri): string {
  return l10n.t(
    "Version control tracks {0}: replace the secret at its provider as well, because the history keeps this one.",
    workspace.asRelativePath(file),
  );
}
