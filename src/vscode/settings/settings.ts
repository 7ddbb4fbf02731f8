import { Disposable, EventEmitter, workspace } from "vscode";
import type { Severity } from "../../core/finding.ts";
import { isObject } from "../../core/guards.ts";
import { parseServers, type ParsedServers } from "../../core/servers/parse.ts";
import { applyPolicy, type McpPolicy } from "../../core/servers/policy.ts";
import type { Server, ServerList } from "../../core/servers/server.ts";
import {
  REDIRECT_METHODS,
  SETTINGS_SECTION,
  type RedirectMethod,
  type SettingId,
} from "../../manifest.ts";
import { environment } from "./upstreamSettings.ts";

/** The editor's own settings for MCP servers, which an organization can set for everybody. */
const POLICY_SECTION = "chat.mcp";

/** What the user wants to see of the findings in files. */
export interface FindingChoices {
  /** Another severity for the findings of a code, or none at all. */
  readonly severities: Readonly<Record<string, Severity | "off">>;
  /** Findings to leave out: of a code, of a server, or of a code in a server. */
  readonly ignore: readonly { readonly code?: string; readonly server?: string }[];
}

const SEVERITIES: ReadonlySet<unknown> = new Set([
  "error",
  "warning",
  "information",
  "hint",
  "off",
]);

const NOTHING: ParsedServers = { servers: [], findings: [] };

/** The servers that the settings describe, parsed when they are first asked for and when they change. */
export class Settings implements ServerList {
  #parsed: ParsedServers | undefined;
  readonly #changed = new EventEmitter<void>();
  readonly #removed = new EventEmitter<readonly Server[]>();
  readonly #subscriptions: Disposable;
  readonly onDidChange = this.#changed.event;
  /** Fires the servers whose entries have gone, not those whose entries have become unusable. */
  readonly onDidRemove = this.#removed.event;

  constructor() {
    const refresh = () => {
      const before = this.#parsed?.servers ?? [];
      this.#parsed = undefined;
      this.#changed.fire();
      const named = new Set(Object.keys(Object(setting("servers"))));
      const removed = workspace.isTrusted ? before.filter(({ name }) => !named.has(name)) : [];
      if (removed.length > 0) this.#removed.fire(removed);
    };
    this.#subscriptions = Disposable.from(
      this.#changed,
      this.#removed,
      workspace.onDidChangeConfiguration((event) => {
        if (
          event.affectsConfiguration(SETTINGS_SECTION) ||
          event.affectsConfiguration(POLICY_SECTION)
        ) {
          refresh();
        }
      }),
      workspace.onDidGrantWorkspaceTrust(refresh),
    );
  }

  /** The usable servers and what is wrong with the others. A workspace that is not trusted has none. */
  get #current(): ParsedServers {
    if (!workspace.isTrusted) return NOTHING;
    return (this.#parsed ??= applyPolicy(parseServers(setting("servers"), environment), policy()));
  }

  get servers(): readonly Server[] {
    return this.#current.servers;
  }

  /** What is wrong with entries of the settings. */
  get findings(): ParsedServers["findings"] {
    return this.#current.findings;
  }

  get(name: string): Server | undefined {
    return this.servers.find((server) => server.name === name);
  }

  /** Port of the loopback redirect URI; 0 for any free one. */
  get redirectPort(): number {
    const port = setting("redirectPort");
    return typeof port === "number" && Number.isInteger(port) && port >= 0 && port <= 65_535
      ? port
      : DEFAULT_REDIRECT_PORT;
  }

  get redirectMethod(): RedirectMethod {
    const method = setting("redirectMethod");
    return REDIRECT_METHODS.find((known) => known === method) ?? "auto";
  }

  /** Whether each workspace keeps its own credentials. */
  get credentialsByWorkspace(): boolean {
    return setting("credentialScope") === "workspace";
  }

  /** Days after which a credential should be rotated; 0 for never. */
  get rotationReminderDays(): number {
    const days = setting("rotationReminderDays");
    return typeof days === "number" && days >= 0 ? days : DEFAULT_REMINDER_DAYS;
  }

  get findingsEnabled(): boolean {
    return setting("findings.enabled") !== false;
  }

  /** The names of all entries, usable or not. */
  get names(): ReadonlySet<string> {
    return new Set(Object.keys(Object(setting("servers"))));
  }

  /** The server of this name, waited for where a saved file has just brought it; undefined where none has come in time. */
  async whenNamed(name: string): Promise<Server | undefined> {
    if (!this.get(name)) await this.nextChange();
    return this.get(name);
  }

  /** Resolves with the next change, or when none has come in time. */
  async nextChange(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const subscription = this.onDidChange(resolve);
    const timer = setTimeout(resolve, CHANGE_TIMEOUT_MS);
    await promise;
    clearTimeout(timer);
    subscription.dispose();
  }

  /** What the user wants to see of the findings in files. */
  get findingChoices(): FindingChoices {
    const ignore = setting("findings.ignore");
    const severities = Object.entries(Object(setting("findings.severities"))).filter(
      (entry): entry is [string, Severity | "off"] => SEVERITIES.has(entry[1]),
    );
    return {
      severities: Object.fromEntries(severities),
      ignore: (Array.isArray(ignore) ? ignore : []).filter(isObject).map(({ code, server }) => ({
        ...(typeof code === "string" && { code }),
        ...(typeof server === "string" && { server }),
      })),
    };
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

const DEFAULT_REMINDER_DAYS = 90;
const CHANGE_TIMEOUT_MS = 5_000;

/** The port of the redirect URI that users register at a provider; below the ranges that systems hand out. */
const DEFAULT_REDIRECT_PORT = 28_417;

function setting(id: SettingId): unknown {
  return workspace.getConfiguration(SETTINGS_SECTION).get(id);
}

function policy(): McpPolicy {
  const settings = workspace.getConfiguration(POLICY_SECTION);
  return {
    access: settings.get("access"),
    allowed: settings.get("allowedServers"),
    denied: settings.get("deniedServers"),
  };
}
