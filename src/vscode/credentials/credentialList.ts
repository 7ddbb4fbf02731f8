import { l10n, QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from "vscode";
import { describeRow } from "../../core/credentials/list/describe.ts";
import {
  overviewOf,
  type CredentialRow,
  type StoredEntry,
} from "../../core/credentials/list/overview.ts";
import { keysOf } from "../../core/credentials/operations.ts";
import type { CredentialKey } from "../../core/credentials/storage/store.ts";
import { usesOAuth, type Server } from "../../core/servers/server.ts";
import type { CredentialActions } from "./credentialActions.ts";
import type { CredentialViews } from "./credentialViews.ts";
import type { CredentialParts } from "./parts.ts";
import { showInformation, showWarning } from "../ask/index.ts";

type RowItem = QuickPickItem & { readonly row?: CredentialRow };

/** Lists what is stored, and removes it. */
export class CredentialList {
  readonly #parts: CredentialParts;
  readonly #actions: CredentialActions;
  readonly #views: CredentialViews;

  constructor(parts: CredentialParts, actions: CredentialActions, views: CredentialViews) {
    this.#parts = parts;
    this.#actions = actions;
    this.#views = views;
  }

  /** Shows every stored credential, with what can be done with it (R35). */
  async show(): Promise<void> {
    const rows = await this.#rows();
    if (rows.length === 0) {
      void showInformation(l10n.t("No credential is stored."));
      return;
    }
    const nowMs = this.#parts.clock.now();
    const used = rows.filter(({ use }) => use !== "orphan");
    const orphans = rows.filter(({ use }) => use === "orphan");
    const items: RowItem[] = [
      ...group(l10n.t("Servers of this workspace"), used, nowMs),
      ...group(l10n.t("Not in this workspace's settings"), orphans, nowMs),
    ];
    const chosen = await window.showQuickPick(items, {
      title: l10n.t("Stored credentials"),
      placeHolder: l10n.t("Choose one to rotate, inspect or remove it"),
      matchOnDescription: true,
      matchOnDetail: true,
      ignoreFocusOut: true,
    });
    if (chosen?.row) await this.#act(chosen.row);
  }

  async #act(row: CredentialRow): Promise<void> {
    const server = row.use === "orphan" ? undefined : this.#parts.settings.get(row.key.server);
    const isMain = row.key.part === undefined;
    const choices = [
      ...(server
        ? [
            {
              label: usesOAuth(server) && isMain ? l10n.t("Sign in anew") : l10n.t("Rotate…"),
              run: () => this.#actions.rotate(server),
            },
            ...(isMain
              ? [{ label: l10n.t("Inspect token"), run: () => this.#views.inspectToken(server) }]
              : []),
          ]
        : []),
      { label: l10n.t("Remove…"), run: () => this.#removeRow(row, server) },
    ];
    const chosen = await window.showQuickPick(choices, {
      title: `${row.key.server}: ${row.kind}`,
      ignoreFocusOut: true,
    });
    await chosen?.run();
  }

  async #removeRow(row: CredentialRow, server: Server | undefined): Promise<void> {
    const isSignIn = server && usesOAuth(server) && row.key.part === undefined;
    if (isSignIn) return this.#parts.signIns.signOut(server);
    if (!(await confirm(l10n.t("Remove this credential of “{0}”?", row.key.server)))) return;
    await this.#removeKey(row.key);
    if (server) this.#parts.gateway.disconnect(server.name);
  }

  /** Removes what is stored for one server, after a question; a sign-in is signed out of. */
  async remove(server: Server): Promise<void> {
    const { signIns, operations, gateway } = this.#parts;
    if (!(await confirm(l10n.t("Remove the stored credential of “{0}”?", server.name)))) return;
    if (usesOAuth(server)) await signIns.signOut(server);
    await operations.remove(server);
    gateway.disconnect(server.name);
  }

  /** Removes everything that this extension has stored, of all workspaces, after a question. */
  async removeAll(): Promise<void> {
    const { store, settings, signIns, gateway } = this.#parts;
    const keys = await store.keys();
    if (await store.isEmpty()) {
      void showInformation(l10n.t("No credential is stored."));
      return;
    }
    const names = [...new Set(keys.map(({ server }) => server))];
    const [question, detail] =
      keys.length === 0
        ? [
            l10n.t("Remove what earlier sign-ins have left behind?"),
            l10n.t("The clients that were registered for them, and the choices that you made."),
          ]
        : [
            keys.length === 1
              ? l10n.t("Remove the only stored credential?")
              : l10n.t("Remove all {0} stored credentials?", keys.length),
            l10n.t("Servers: {0}.", names.join(", ")),
          ];
    if (!(await confirm(question, detail))) return;
    for (const server of settings.servers) {
      if (usesOAuth(server)) await signIns.signOut(server);
    }
    for (const key of await store.keys()) await this.#removeKey(key);
    await store.removeAll();
    for (const { name } of settings.servers) gateway.disconnect(name);
    void showInformation(
      l10n.t(
        "All credentials are removed here. Tokens and keys stay valid until they are revoked where they were issued.",
      ),
    );
  }

  /** A sign-in is also revoked, where the authorization server can be told. */
  async #removeKey(key: CredentialKey): Promise<void> {
    const { store, operations } = this.#parts;
    const stored = await store.read(key);
    if (stored?.kind === "oauth") await operations.signOutElsewhere(key);
    else await operations.removeKeys([key]);
  }

  /** Offers to remove what is stored for servers that have left the settings. */
  async offerOrphans(gone: readonly Server[]): Promise<void> {
    const stored = new Set((await this.#parts.store.keys()).map(nameOf));
    for (const server of gone) {
      const keys = keysOf(server).filter((key) => stored.has(nameOf(key)));
      if (keys.length === 0) continue;
      const remove = l10n.t("Remove it");
      const chosen = await showInformation(
        l10n.t("“{0}” has left the settings. Its credential is still stored.", server.name),
        remove,
        l10n.t("Keep it"),
      );
      if (chosen === remove) await this.#parts.operations.removeKeys(keys);
    }
  }

  async #rows(): Promise<readonly CredentialRow[]> {
    const { store, settings, use, clock } = this.#parts;
    const entries: StoredEntry[] = [];
    for (const key of await store.keys()) entries.push({ key, credential: await store.read(key) });
    return overviewOf(entries, settings.servers, {
      nowMs: clock.now(),
      reminderDays: settings.rotationReminderDays,
      lastUsedAtMs: (key) => use.lastUsedAtMs(key),
    });
  }
}

function group(label: string, rows: readonly CredentialRow[], nowMs: number): RowItem[] {
  if (rows.length === 0) return [];
  return [
    { label, kind: QuickPickItemKind.Separator },
    ...rows.map((row) => ({
      label: row.key.server,
      description: [row.kind, row.detail].filter(Boolean).join(" "),
      detail: [row.key.origin, describeRow(row, nowMs)].filter(Boolean).join(" · "),
      iconPath: new ThemeIcon(row.isDue || row.use === "changed" ? "warning" : "key"),
      row,
    })),
  ];
}

async function confirm(question: string, detail?: string): Promise<boolean> {
  const remove = l10n.t("Remove");
  const chosen = await showWarning(
    question,
    {
      modal: true,
      detail: detail ?? l10n.t("It stays valid until it is revoked where it was issued."),
    },
    remove,
  );
  return chosen === remove;
}

function nameOf({ origin, part, server }: CredentialKey): string {
  return JSON.stringify([origin, part, server]);
}
