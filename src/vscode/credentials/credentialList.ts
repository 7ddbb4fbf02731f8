import { l10n, QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from "vscode";
import { describeRow } from "../../core/credentials/describe.ts";
import type { CredentialOperations } from "../../core/credentials/operations.ts";
import {
  overviewOf,
  type CredentialRow,
  type StoredEntry,
} from "../../core/credentials/overview.ts";
import { slotsOf } from "../../core/credentials/request/slots.ts";
import {
  credentialKeyOf,
  type CredentialKey,
  type CredentialStore,
} from "../../core/credentials/storage/store.ts";
import type { OAuthServer } from "../../core/oauth/types.ts";
import { usesOAuth, type Server } from "../../core/servers/server.ts";

export interface CredentialListPorts {
  readonly store: CredentialStore;
  readonly operations: CredentialOperations;
  servers(): readonly Server[];
  reminderDays(): number;
  lastUsedAtMs(key: CredentialKey): number | undefined;
  /** Signs out, which also revokes the tokens where the server can. */
  signOut(server: OAuthServer): Promise<void>;
  /** Ends what is open to a server, so that nothing goes on with a credential that is gone. */
  disconnect(server: Server): void;
  rotate(server: Server): Promise<unknown>;
  inspect(server: Server): Promise<unknown>;
  now(): number;
}

type RowItem = QuickPickItem & { readonly row?: CredentialRow };

/** Lists what is stored, and removes it. */
export class CredentialList {
  readonly #ports: CredentialListPorts;

  constructor(ports: CredentialListPorts) {
    this.#ports = ports;
  }

  /** Shows every stored credential, with what can be done with it (R35). */
  async show(): Promise<void> {
    const rows = await this.#rows();
    if (rows.length === 0) {
      void window.showInformationMessage(l10n.t("No credential is stored."));
      return;
    }
    const nowMs = this.#ports.now();
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
    const { servers, rotate, inspect } = this.#ports;
    const server =
      row.use === "orphan" ? undefined : servers().find(({ name }) => name === row.key.server);
    const isMain = row.key.part === undefined;
    const choices = [
      ...(server
        ? [
            {
              label: usesOAuth(server) && isMain ? l10n.t("Sign in anew") : l10n.t("Rotate…"),
              run: () => rotate(server),
            },
            ...(isMain ? [{ label: l10n.t("Inspect token"), run: () => inspect(server) }] : []),
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
    if (isSignIn) return this.#ports.signOut(server);
    if (!(await confirm(l10n.t("Remove this credential of “{0}”?", row.key.server)))) return;
    await this.#removeKey(row.key);
    if (server) this.#ports.disconnect(server);
  }

  /** Removes what is stored for one server, after a question; a sign-in is signed out of. */
  async remove(server: Server): Promise<void> {
    if (usesOAuth(server) && !server.secretHeaders) return this.#ports.signOut(server);
    if (!(await confirm(l10n.t("Remove the stored credential of “{0}”?", server.name)))) return;
    if (usesOAuth(server)) await this.#ports.signOut(server);
    await this.#ports.operations.remove(server);
    this.#ports.disconnect(server);
  }

  /** Removes everything that this extension has stored, of all workspaces, after a question. */
  async removeAll(): Promise<void> {
    const { store, servers, signOut, disconnect } = this.#ports;
    const keys = await store.keys();
    if (keys.length === 0) {
      void window.showInformationMessage(l10n.t("No credential is stored."));
      return;
    }
    const names = [...new Set(keys.map(({ server }) => server))];
    const question =
      keys.length === 1
        ? l10n.t("Remove the only stored credential?")
        : l10n.t("Remove all {0} stored credentials?", keys.length);
    if (!(await confirm(question, l10n.t("Servers: {0}.", names.join(", "))))) return;
    for (const server of servers()) {
      if (usesOAuth(server)) await signOut(server);
    }
    for (const key of await store.keys()) await this.#removeKey(key);
    for (const server of servers()) disconnect(server);
    void window.showInformationMessage(
      l10n.t(
        "All credentials are removed here. Tokens and keys stay valid until they are revoked where they were issued.",
      ),
    );
  }

  /** A sign-in is also revoked, where the authorization server can be told. */
  async #removeKey(key: CredentialKey): Promise<void> {
    const { store, operations } = this.#ports;
    const stored = await store.read(key);
    if (stored?.kind === "oauth") await operations.signOutElsewhere(key);
    else await operations.removeKeys([key]);
  }

  /** Offers to remove what is stored for servers that have left the settings. */
  async offerOrphans(gone: readonly Server[]): Promise<void> {
    const stored = new Set((await this.#ports.store.keys()).map(nameOf));
    for (const server of gone) {
      const main = credentialKeyOf(server);
      const keys = [main, ...slotsOf(server).map(({ key }) => key)].filter((key) =>
        stored.has(nameOf(key)),
      );
      if (keys.length === 0) continue;
      const remove = l10n.t("Remove It");
      const chosen = await window.showInformationMessage(
        l10n.t("“{0}” has left the settings. Its credential is still stored.", server.name),
        remove,
        l10n.t("Keep It"),
      );
      if (chosen === remove) await this.#ports.operations.removeKeys(keys);
    }
  }

  async #rows(): Promise<readonly CredentialRow[]> {
    const { store, servers, reminderDays, lastUsedAtMs, now } = this.#ports;
    const entries: StoredEntry[] = [];
    for (const key of await store.keys()) entries.push({ key, credential: await store.read(key) });
    return overviewOf(entries, servers(), {
      nowMs: now(),
      reminderDays: reminderDays(),
      lastUsedAtMs,
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
  const chosen = await window.showWarningMessage(
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
