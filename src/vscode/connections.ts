import type { Disposable } from "vscode";
import {
  credentialKeyOf,
  type CredentialKey,
  type CredentialStore,
} from "../core/credentials/store.ts";
import type { ConnectionTracker } from "../core/diagnosis/tracker.ts";
import { originOf, type Server } from "../core/servers/server.ts";
import type { ServerStatus, StatusBoard } from "../core/servers/status.ts";

export interface ConnectionsPorts {
  readonly store: CredentialStore;
  readonly board: StatusBoard;
  readonly tracker: ConnectionTracker;
  servers(): readonly Server[];
  get(name: string): Server | undefined;
  /** Lets the editor start the server. */
  start(server: Server): Promise<void>;
  /** Connects through the gateway, for a server that the editor is running already. */
  check(server: Server): Promise<unknown>;
}

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
  readonly #subscription: Disposable;

  constructor(ports: ConnectionsPorts) {
    this.#ports = ports;
    this.#subscription = ports.store.onDidChange((key) => void this.#credentialChanged(key));
  }

  /** The editor started this server, or the user asked for it here. */
  want(server: Server): void {
    this.#wanted.add(server.name);
  }

  /** Works out where the servers stand that nothing has passed for yet. */
  async settleAll(): Promise<void> {
    const { servers, tracker } = this.#ports;
    await Promise.all(servers().map((server) => tracker.settle(server)));
  }

  async #credentialChanged(key: CredentialKey): Promise<void> {
    const { get, board, store, tracker } = this.#ports;
    const server = get(key.server);
    if (!server || originOf(server) !== key.origin) return;
    const before = board.get(server.name).kind;
    const stored = await store.read(credentialKeyOf(server));
    if (stored && WAITING.has(before) && this.#wanted.has(server.name)) {
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
