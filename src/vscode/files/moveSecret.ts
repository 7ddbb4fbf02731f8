import { env, l10n, workspace, WorkspaceEdit, type TextDocument, type Uri } from "vscode";
import { adoptPlan } from "../../core/configfiles/plans/adopt.ts";
import {
  moveSecretPlan,
  type MoveSecretPlan,
  type SecretReference,
} from "../../core/configfiles/plans/moveSecret.ts";
import type { AdoptedSecret } from "../../core/configfiles/plans/adoptCredential.ts";
import { ownSecretsPlan } from "../../core/configfiles/plans/ownSecrets.ts";
import {
  credentialKeyOf,
  headerPart,
  type CredentialKey,
} from "../../core/credentials/storage/store.ts";
import { newRevision } from "../../core/credentials/storage/storedBase.ts";
import { applyEdits } from "../../core/textEdits.ts";
import type { TextEdit, TextRange } from "../../core/finding.ts";
import type { Candidate } from "../../core/gateway/trial.ts";
import type { Secret } from "../../core/secret.ts";
import { askSecret, pickOne, showInformation } from "../ask/index.ts";
import type { Adopter } from "./adopt.ts";
import { configFileOf } from "./documentFile.ts";
import type { FileChecks } from "./fileChecks.ts";
import type { FileParts } from "./parts.ts";
import { changeText } from "./textChange.ts";

/** Gets a secret out of a configuration file (R37): into secret storage, or out of the file with a reference in its place. */
export class SecretMover {
  readonly #parts: FileParts;
  readonly #checks: FileChecks;
  readonly #adopter: Adopter;

  constructor(parts: FileParts, checks: FileChecks, adopter: Adopter) {
    this.#parts = parts;
    this.#checks = checks;
    this.#adopter = adopter;
  }

  /** Moves the secret at a range, as a finding gave it; nothing changes when the user cancels. */
  async move(file: Uri, server: string, range: TextRange): Promise<void> {
    if (await this.moveOwn(file, server)) return;
    const plan = await this.#plan(file, range);
    const title = l10n.t("Where should the secret of “{0}” be kept?", server);
    const choice = plan && (await this.#choose(title, server, plan));
    if (!plan || choice === undefined) return;
    if (choice === "adopt") await this.#adopter.adopt(file, server);
    else await this.#refer(plan.document, choice, plan.secret);
  }

  /**
   * Gets a token where a file has none yet, as a finding gave the place: where it is to be kept, the user chooses first.
   * Nothing changes when the user cancels.
   */
  async set(file: Uri, server: string, range: TextRange): Promise<void> {
    if (await this.moveOwn(file, server)) return;
    const plan = await this.#plan(file, range);
    const title = l10n.t("Where should the token of “{0}” be kept?", server);
    const choice = plan && (await this.#choose(title, server, plan));
    if (!plan || choice === undefined) return;
    // Taking the server over asks for what it lacks.
    if (choice === "adopt") return void (await this.#adopter.adopt(file, server));
    const token = await askSecret({
      title: l10n.t("Token for “{0}”", server),
      prompt: l10n.t("It is copied to the clipboard, and the file refers to it."),
      problem: () => undefined,
    });
    if (token) await this.#refer(plan.document, choice, token);
  }

  async #plan(
    file: Uri,
    range: TextRange,
  ): Promise<(MoveSecretPlan & { readonly document: TextDocument }) | undefined> {
    const document = await workspace.openTextDocument(file);
    const configFile = configFileOf(document);
    const plan = configFile && moveSecretPlan(configFile, range);
    return plan && { ...plan, document };
  }

  #choose(
    title: string,
    server: string,
    { document, references }: MoveSecretPlan & { readonly document: TextDocument },
  ): Promise<"adopt" | SecretReference | undefined> {
    const configFile = configFileOf(document);
    const adoptable = configFile && adoptPlan(configFile, server) !== undefined;
    return pickOne<"adopt" | SecretReference>(title, [
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
    ]);
  }

  /** Puts a reference into the file and the secret on the clipboard, for the one who keeps it from now on. */
  async #refer(document: TextDocument, reference: SecretReference, secret: Secret): Promise<void> {
    if (!(await change(document, reference.edits))) return;
    await env.clipboard.writeText(secret.reveal());
    const file = document.uri;
    const isTracked = await this.#checks.isTracked(file);
    void showInformation(
      [afterwards(reference), ...(isTracked ? [inHistory(file)] : [])].join(" "),
    );
  }

  /** Moves the tokens among the headers of a server of ours; false where the file has no such server. */
  async moveOwn(file: Uri, name: string): Promise<boolean> {
    const document = await workspace.openTextDocument(file);
    const configFile = configFileOf(document);
    const plan = configFile && ownSecretsPlan(configFile, name);
    const server = this.#parts.settings.get(name);
    if (!plan || !server) return false;
    const key = credentialKeyOf(server);
    const entry = ({ header, scheme, value }: AdoptedSecret, at: CredentialKey): Candidate => ({
      key: at,
      credential: {
        kind: "token",
        revision: newRevision(),
        createdAtMs: this.#parts.clock.now(),
        token: value,
        header,
        scheme,
      },
    });
    // First of all: the settings must not lose what is nowhere else.
    await this.#parts.operations.keep([
      ...(plan.secret ? [entry(plan.secret, key)] : []),
      ...plan.furtherSecrets.map((one) => entry(one, { ...key, part: headerPart(one.header) })),
    ]);
    if (!(await change(document, plan.edits))) return true;
    const next = this.#parts.settings.nextChange();
    await document.save();
    if (plan.isIncomplete) {
      await next;
      await this.#parts.fixes.apply({ type: "setToken", server: name });
      return true;
    }
    const isTracked = await this.#checks.isTracked(file);
    const done = l10n.t("The secret of “{0}” is in secret storage now.", name);
    void showInformation([done, ...(isTracked ? [inHistory(file)] : [])].join(" "));
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
