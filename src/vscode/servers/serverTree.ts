import {
  EventEmitter,
  l10n,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  type AccessibilityInformation,
  type Disposable,
  type TreeDataProvider,
} from "vscode";
import { credentialKeyOf } from "../../core/credentials/storage/store.ts";
import type { StoredCredential } from "../../core/credentials/storage/stored.ts";
import type { Finding, Fix } from "../../core/finding.ts";
import { findingOfStatus } from "../../core/status/needs.ts";
import { stepsOf, summaryOf, type Step } from "../../core/status/steps.ts";
import type { SettingsFinding } from "../../core/servers/parse.ts";
import { kindOf } from "../../core/kinds/auth.ts";
import { shownUrl, type Server } from "../../core/servers/server.ts";
import { SETTINGS_CODES } from "../../core/settingsCodes.ts";
import type { ServerStatus } from "../../core/status/status.ts";
import { SERVERS_VIEW, serverContext, TREE_CONTEXTS } from "../../manifest.ts";
import type { Connections } from "./connections.ts";
import type { ServerParts } from "./parts.ts";

/** A line of the tree. */
type TreeNode =
  | { readonly kind: "server"; readonly server: Server }
  | { readonly kind: "badEntry"; readonly finding: SettingsFinding }
  | { readonly kind: "step"; readonly step: Step }
  | { readonly kind: "fix"; readonly fix: Extract<Fix, { kind: "action" }> };

/** The view of all connections: a line for each server, its steps below it, and what can be done where it is stuck. */
export class ServerTree implements TreeDataProvider<TreeNode>, Disposable {
  readonly #parts: ServerParts;
  readonly #connections: Connections;
  readonly #changed = new EventEmitter<TreeNode | undefined>();
  readonly #subscriptions: Disposable[];
  #nodes = new Map<string, TreeNode>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(parts: ServerParts, connections: Connections) {
    this.#parts = parts;
    this.#connections = connections;
    this.#subscriptions = [
      this.#changed,
      window.createTreeView(SERVERS_VIEW, { treeDataProvider: this, showCollapseAll: true }),
      parts.board.onDidChange((name) => this.#update(name)),
      parts.store.onDidChange(({ server }) => this.#update(server)),
    ];
  }

  /** Draws one server again; its state stands in the board or the store. */
  #update(name: string): void {
    const node = this.#nodes.get(name);
    if (node) this.#changed.fire(node);
  }

  /** Draws everything again, after the settings changed. */
  rebuild(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (!node) return this.#roots();
    switch (node.kind) {
      case "server":
        return this.#details(node.server);
      case "badEntry":
        return badEntryNodes(node.finding);
      case "step":
      case "fix":
        return [];
    }
  }

  async getTreeItem(node: TreeNode): Promise<TreeItem> {
    switch (node.kind) {
      case "server":
        return this.#serverItem(node.server);
      case "badEntry":
        return badEntryItem(node.finding);
      case "step":
        return stepItem(node.step);
      case "fix":
        return this.#fixItem(node.fix);
    }
  }

  async #roots(): Promise<TreeNode[]> {
    // Before the lines are drawn: the editor drops a change of a line that it has not drawn yet.
    await this.#connections.settleAll();
    const nodes: TreeNode[] = [];
    const kept = new Map<string, TreeNode>();
    for (const server of this.#parts.settings.servers) {
      const old = this.#nodes.get(server.name);
      const node: TreeNode =
        old?.kind === "server" && old.server === server ? old : { kind: "server", server };
      kept.set(server.name, node);
      nodes.push(node);
    }
    this.#nodes = kept;
    for (const finding of this.#parts.settings.findings) {
      if (finding.severity === "error") nodes.push({ kind: "badEntry", finding });
    }
    return nodes;
  }

  async #details(server: Server): Promise<TreeNode[]> {
    const status = this.#parts.board.get(server.name);
    const credential = await this.#credential(server);
    return [
      ...stepsOf(server, status, credential).map((step): TreeNode => ({ kind: "step", step })),
      ...fixNodes(findingOfStatus(server, status)),
    ];
  }

  async #serverItem(server: Server): Promise<TreeItem> {
    const status = this.#parts.board.get(server.name);
    const credential = await this.#credential(server);
    const item = new TreeItem(server.name, TreeItemCollapsibleState.Collapsed);
    item.id = `server:${server.name}`;
    item.description = summaryOf(status);
    item.tooltip = findingOfStatus(server, status)?.message ?? shownUrl(server);
    item.iconPath = statusIcon(status);
    item.contextValue = serverContext(kindOf(server.auth), credential !== undefined);
    item.accessibilityInformation = readAs(server.name, summaryOf(status));
    return item;
  }

  #fixItem(fix: Extract<Fix, { kind: "action" }>): TreeItem {
    const item = new TreeItem(fix.title);
    item.iconPath = new ThemeIcon("lightbulb");
    item.contextValue = TREE_CONTEXTS.finding;
    item.command = this.#parts.fixes.offer(fix.title, fix.action);
    return item;
  }

  /** What is wrong with secret storage shows as the server's status. */
  #credential(server: Server): Promise<StoredCredential | undefined> {
    return this.#parts.store.read(credentialKeyOf(server)).catch(() => undefined);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function fixNodes(finding: Finding | undefined): TreeNode[] {
  return (finding?.fixes ?? []).flatMap((fix): TreeNode[] =>
    fix.kind === "action" ? [{ kind: "fix", fix }] : [],
  );
}

/** Below the line with the short name: the sentence, and what can be done. */
function badEntryNodes(finding: SettingsFinding): TreeNode[] {
  const step: Step = {
    id: "settings",
    label: l10n.t("Settings"),
    detail: finding.message,
    state: "failed",
  };
  return [{ kind: "step", step }, ...fixNodes(finding)];
}

function badEntryItem(finding: SettingsFinding): TreeItem {
  const name = finding.server ?? l10n.t("Settings");
  const shortName = SETTINGS_CODES[finding.code].shortName();
  const item = new TreeItem(name, TreeItemCollapsibleState.Collapsed);
  item.description = shortName;
  item.tooltip = finding.message;
  item.accessibilityInformation = readAs(name, shortName);
  item.iconPath = new ThemeIcon("error", new ThemeColor("list.errorForeground"));
  item.contextValue = TREE_CONTEXTS.finding;
  return item;
}

/** What a screen reader says of a line, which would be its tooltip alone: name and grey text. */
function readAs(name: string, text: string): AccessibilityInformation {
  return { label: `${name}, ${text}` };
}

function stepItem(step: Step): TreeItem {
  const item = new TreeItem(step.label);
  item.description = step.detail;
  item.tooltip = step.detail;
  item.accessibilityInformation = readAs(step.label, step.detail);
  item.iconPath = stepIcon(step);
  item.contextValue = TREE_CONTEXTS.step;
  return item;
}

function statusIcon(status: ServerStatus): ThemeIcon {
  switch (status.kind) {
    case "notStarted":
      return new ThemeIcon("circle-outline");
    case "signedOut":
    case "tokenMissing":
      return new ThemeIcon("key", new ThemeColor("list.warningForeground"));
    case "addressChanged":
      return new ThemeIcon("warning", new ThemeColor("list.warningForeground"));
    case "signingIn":
    case "connecting":
    case "refreshing":
      return new ThemeIcon("loading~spin");
    case "connected":
      return status.tools === 0
        ? new ThemeIcon("question", new ThemeColor("list.warningForeground"))
        : new ThemeIcon("pass-filled", new ThemeColor("testing.iconPassed"));
    case "failed":
      return new ThemeIcon("error", new ThemeColor("list.errorForeground"));
  }
}

function stepIcon({ id, state }: Step): ThemeIcon {
  switch (state) {
    case "done":
      return new ThemeIcon("check", new ThemeColor("testing.iconPassed"));
    case "active":
      return new ThemeIcon("loading~spin");
    case "waiting":
      return new ThemeIcon(
        id === "credential" ? "key" : "warning",
        new ThemeColor("list.warningForeground"),
      );
    case "failed":
      return new ThemeIcon("error", new ThemeColor("list.errorForeground"));
    case "pending":
      return new ThemeIcon("circle-outline");
  }
}
