import { env, l10n, window, workspace, WorkspaceEdit, Range, type Uri } from "vscode";
import { adoptPlan } from "../core/configfiles/adopt.ts";
import { moveSecretPlan, type SecretReference } from "../core/configfiles/moveSecret.ts";
import type { TextRange } from "../core/diagnosis/finding.ts";
import { pickOne } from "./prompts.ts";

export interface MoveSecretPorts {
  /** Takes the server over, secret and all. */
  adopt(file: Uri, server: string): Promise<boolean>;
  isTracked(file: Uri): Promise<boolean>;
}

/** Gets a secret out of a configuration file (R37): into secret storage, or out of the file with a reference in its place. */
export class SecretMover {
  readonly #ports: MoveSecretPorts;

  constructor(ports: MoveSecretPorts) {
    this.#ports = ports;
  }

  /** Moves the secret at a range, as a finding gave it; nothing changes when the user cancels. */
  async move(file: Uri, range: TextRange): Promise<void> {
    const document = await workspace.openTextDocument(file);
    const text = document.getText();
    const plan = moveSecretPlan(file.path, text, range);
    if (!plan) return;
    const { server, secret, references } = plan;
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
    const edit = new WorkspaceEdit();
    for (const { range: at, text: replacement } of choice.edits) {
      const start = document.positionAt(at.offset);
      edit.replace(file, new Range(start, document.positionAt(at.offset + at.length)), replacement);
    }
    if (!(await workspace.applyEdit(edit))) return;
    await env.clipboard.writeText(secret.reveal());
    const isTracked = await this.#ports.isTracked(file);
    void window.showInformationMessage(
      [afterwards(choice), ...(isTracked ? [inHistory(file)] : [])].join(" "),
    );
  }
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
