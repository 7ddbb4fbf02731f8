import {
  l10n,
  workspace,
  WorkspaceEdit,
  type ConfigurationTarget,
  type TextDocument,
  type Uri,
} from "vscode";
import { SETTINGS_SECTION } from "../../manifest.ts";
import type { SettingsDraft } from "../settings/index.ts";
import { changeText } from "./textChange.ts";
import { showInformation } from "../ask/index.ts";

/** A change of two files that belongs together, and the secret that goes with it. */
interface AdoptionChange {
  /** The name of the server in the settings. */
  readonly name: string;
  /** The file that loses the entry. */
  readonly document: TextDocument;
  /** Gives the file's text without the entry. */
  readonly remove: (text: string) => string;
  /** The settings file; undefined where only the configuration API reaches it. */
  readonly draft: SettingsDraft | undefined;
  /** What the settings get, without any secret. */
  readonly entry: object;
  readonly target: ConfigurationTarget;
  readonly hasSecret: boolean;
  /** Puts the secrets into secret storage. */
  store(): Promise<void>;
}

/** `entryLeft`: taken over, with the entry still in the other client's file, as the user chose in the preview. */
type AdoptionOutcome = "done" | "entryLeft" | "cancelled";

/** What becomes of one file. */
interface TextChange {
  readonly document: TextDocument;
  readonly before: string;
  readonly after: string;
}

/**
 * Changes the files in one step that can be undone, after the user has seen what will happen. Resolves to what the user
 * let happen; rejects when secret storage failed, with the files as they were.
 */
export async function applyAdoption(change: AdoptionChange): Promise<AdoptionOutcome> {
  const choice = await confirm(change);
  if (choice === undefined) return "cancelled";
  const { document, draft } = change;
  // An empty file first: the editor undoes changes of texts together, but not the making of a file.
  const settings = draft && (draft.document ?? (await makeFile(draft.uri)));
  const plan = planOf(change, settings);
  const wasClean = !document.isDirty;
  if (!(await workspace.applyEdit(editFor(change, plan, choice === "preview")))) return "cancelled";
  // In the preview the user may have left the settings out, without which the entry must stay.
  if (plan.some(({ document: one, after }) => one === settings && one.getText() !== after)) {
    await restore(plan);
    return "cancelled";
  }
  try {
    await change.store();
  } catch (error) {
    await restore(plan);
    throw error;
  }
  if (settings) await settings.save();
  else await writeSettings(change);
  if (wasClean && document !== settings) await document.save();
  const isLeft = plan.some((one) => one.document === document && document.getText() === one.before);
  return isLeft ? "entryLeft" : "done";
}

async function confirm({
  name,
  document,
  draft,
  hasSecret,
}: AdoptionChange): Promise<"apply" | "preview" | undefined> {
  const apply = l10n.t("Manage with MCP Connect");
  const preview = l10n.t("Show changes");
  const steps = [
    l10n.t(
      "Adds “{0}” to {1}, without any secret.",
      name,
      draft ? workspace.asRelativePath(draft.uri) : l10n.t("your settings"),
    ),
    ...(hasSecret ? [l10n.t("Keeps its secret in secret storage.")] : []),
    l10n.t("Takes the entry out of {0}.", workspace.asRelativePath(document.uri)),
  ];
  const chosen = await showInformation(
    l10n.t("Manage “{0}” with MCP Connect?", name),
    {
      modal: true,
      detail: `${steps.map((step) => `• ${step}`).join("\n")}\n\n${l10n.t("One Undo takes the changes of both files back.")}`,
    },
    apply,
    preview,
  );
  return chosen === apply ? "apply" : chosen === preview ? "preview" : undefined;
}

/** The texts of the files before and after, the settings first; one where both are the same file. */
function planOf(
  { document, draft, remove }: AdoptionChange,
  settings: TextDocument | undefined,
): readonly TextChange[] {
  const before = document.getText();
  const left = remove(before);
  if (!draft || !settings) return [{ document, before, after: left }];
  if (settings === document) return [{ document, before, after: draft.withServer(left) }];
  const text = settings.getText();
  return [
    { document: settings, before: text, after: draft.withServer(text) },
    { document, before, after: left },
  ];
}

function editFor(
  { name, document }: AdoptionChange,
  plan: readonly TextChange[],
  withPreview: boolean,
): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  for (const { document: one, after } of plan) {
    const label =
      one === document
        ? l10n.t("Take “{0}” out of this file", name)
        : l10n.t("Add “{0}” to the settings", name);
    // Changes that need confirmation are not ticked in the preview: what takes something away waits for the user.
    const needsConfirmation = one === document;
    changeText(edit, one, after, withPreview ? { needsConfirmation, label } : undefined);
  }
  return edit;
}

/** Puts the texts back, unsaved as they were. */
async function restore(plan: readonly TextChange[]): Promise<void> {
  const edit = new WorkspaceEdit();
  for (const { document, before } of plan) changeText(edit, document, before);
  await workspace.applyEdit(edit);
}

async function makeFile(uri: Uri): Promise<TextDocument> {
  await workspace.fs.writeFile(uri, new Uint8Array());
  return workspace.openTextDocument(uri);
}

/** Writes the entry where no file can be edited. */
async function writeSettings({ name, entry, target }: AdoptionChange): Promise<void> {
  const configuration = workspace.getConfiguration(SETTINGS_SECTION);
  const servers = configuration.inspect<Record<string, unknown>>("servers")?.globalValue;
  await configuration.update("servers", { ...servers, [name]: entry }, target);
}
