import { Disposable, EventEmitter, workspace } from "vscode";
import { parseServers, type ParsedServers } from "../core/servers/parse.ts";
import type { Server } from "../core/servers/server.ts";
import {
  REDIRECT_METHODS,
  SETTINGS_SECTION,
  type RedirectMethod,
  type SettingId,
} from "../manifest.ts";

const NOTHING: ParsedServers = { servers: [], findings: [] };

/** The servers that the settings describe, parsed when they are first asked for and when they change. */
export class Settings {
  #parsed: ParsedServers | undefined;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: Disposable;
  readonly onDidChange = this.#changed.event;

  constructor() {
    const refresh = () => {
      this.#parsed = undefined;
      this.#changed.fire();
    };
    this.#subscriptions = Disposable.from(
      this.#changed,
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTINGS_SECTION)) refresh();
      }),
      workspace.onDidGrantWorkspaceTrust(refresh),
    );
  }

  /** The usable servers and what is wrong with the others. A workspace that is not trusted has none. */
  get parsed(): ParsedServers {
    if (!workspace.isTrusted) return NOTHING;
    return (this.#parsed ??= parseServers(setting("servers")));
  }

  get(name: string): Server | undefined {
    return this.parsed.servers.find((server) => server.name === name);
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

  get findingsEnabled(): boolean {
    return setting("findings.enabled") !== false;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** The port of the redirect URI that users register at a provider; below the ranges that systems hand out. */
export const DEFAULT_REDIRECT_PORT = 28_417;

function setting(id: SettingId): unknown {
  return workspace.getConfiguration(SETTINGS_SECTION).get(id);
}
