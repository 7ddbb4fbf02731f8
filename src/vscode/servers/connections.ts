import type { Disposable } from "vscode";
import type { CredentialService } from "../../core/credentials/request/service.ts";
import type { CredentialKey, CredentialStore } from "../../core/credentials/storage/store.ts";
import type { ConnectionTracker } from "../../core/status/tracker.ts";
import { originOf, type Server } from "../../core/servers/server.ts";
import type { ServerStatus, StatusBoard } from "../../core/status/status.ts";

export interface ConnectionsPorts {
  readonly store: CredentialStore;
  readonly credentials: Pick<CredentialService, "need">;
  readonly board: StatusBoard;
  readonly tracker: ConnectionTracker;
  servers(): readonly Server[];
  get(name: string): Server | undefined;
  /** Ends what is open to a server. */
  disconnect(name: string): void;
  /** Lets the editor start the server. */
  start(server: Server): Promise<void>;
  /** Connects through the gateway, for a server that the editor is running already. */
  check(server: Server): Promise<unknown>;
}

/** Storage failed: what is missing cannot be told. */
const NOTHING_KNOWN = "unknown";

/** Statuses that end when a credential arrives. */
const WAITING: ReadonlySet<ServerStatus["kind"]> = new Set([
  "signedOut",
  "tokenMissing",
  "addressChanged",
  "signingIn",
  "failed",
] as const);

/** Follows the credentials: a server that waited for one goes on without a further click, in every window that wanted it. */
export class Connections implements Disposable {
  readonly #ports: ConnectionsPorts;
  readonly #wanted = new Set<string>();
  /** The servers as the settings last described them; empty until they change for the first time or are drawn. */
  #described = new Map<string, string>();
  readonly #subscription: Disposable;

  constructor(ports: ConnectionsPorts) {
    this.#ports = ports;
    this.#subscription = ports.store.onDidChange((key) => void this.#credentialChanged(key));
  }

  /** The editor started this server, or the user asked for it here. */
  want(server: Server): void {
    this.#wanted.add(server.name);
  }

  /** Follows the settings: what was open to a server that they changed or dropped is ended, and its status forgotten. */
  settingsChanged(): void {
    const { servers, board, disconnect } = this.#ports;
    const described = describe(servers());
    const kept = new Set(described.keys());
    for (const [name, before] of this.#described) {
      if (described.get(name) === before) continue;
      kept.delete(name);
      disconnect(name);
    }
    board.keepOnly(kept);
    this.#described = described;
  }

  /** Works out where the servers stand that nothing has passed for yet. */
  async settleAll(): Promise<void> {
    const { servers, tracker } = this.#ports;
    if (this.#described.size === 0) this.#described = describe(servers());
    await Promise.all(servers().map((server) => tracker.settle(server)));
  }

  async #credentialChanged(key: CredentialKey): Promise<void> {
    const { get, board, credentials, tracker } = this.#ports;
    const server = get(key.server);
    if (!server || originOf(server) !== key.origin) return;
    const before = board.get(server.name).kind;
    const isReady = (await credentials.need(server).catch(() => NOTHING_KNOWN)) === undefined;
    if (isReady && WAITING.has(before) && this.#wanted.has(server.name)) {
      await this.connect(server);
    } else if (before !== "signingIn") {
      await tracker.settle(server);
    }
  }

  /** Starts the server, and sees that its status is true where the editor was running it all along. */
  async connect(server: Server): Promise<void> {
    const { board, start, check } = this.#ports;
    this.want(server);
    board.set(server.name, { kind: "connecting" });
    await start(server);
    if (board.get(server.name).kind === "connecting") await check(server).catch(() => {});
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function describe(servers: readonly Server[]): Map<string, string> {
  return new Map(servers.map((server) => [server.name, JSON.stringify(server)]));
}
