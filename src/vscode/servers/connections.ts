import type { Disposable } from "vscode";
import { lockNameOf, type CredentialKey } from "../../core/credentials/storage/store.ts";
import { isFailure } from "../../core/failure.ts";
import { originOf, type Server } from "../../core/servers/server.ts";
import type { ServerStatus } from "../../core/status/status.ts";
import { checkConnection } from "./checkConnection.ts";
import type { McpServers } from "./mcpServers.ts";
import type { ServerParts } from "./parts.ts";

const CHECK_TIMEOUT_MS = 30_000;

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
  readonly #parts: ServerParts;
  readonly #mcpServers: Pick<McpServers, "start">;
  readonly #wanted = new Set<string>();
  /** The revision of each credential that has changed, as it was last seen. */
  readonly #revisions = new Map<string, string | undefined>();
  /** The servers as the settings last described them; empty until they change for the first time or are drawn. */
  #described = new Map<string, string>();
  readonly #subscription: Disposable;

  constructor(parts: ServerParts, mcpServers: Pick<McpServers, "start">) {
    this.#parts = parts;
    this.#mcpServers = mcpServers;
    this.#subscription = parts.store.onDidChange((key) => void this.#credentialChanged(key));
  }

  /** The editor started this server, or the user asked for it here. */
  want(server: Server): void {
    this.#wanted.add(server.name);
  }

  /** Follows the settings: what was open to a server that they changed or dropped is ended, and its status forgotten. */
  settingsChanged(): void {
    const { settings, board, gateway } = this.#parts;
    const described = describe(settings.servers);
    const kept = new Set(described.keys());
    for (const [name, before] of this.#described) {
      if (described.get(name) === before) continue;
      kept.delete(name);
      gateway.disconnect(name);
    }
    board.keepOnly(kept);
    this.#described = described;
  }

  /** Works out where the servers stand that nothing has passed for yet. */
  async settleAll(): Promise<void> {
    const { servers } = this.#parts.settings;
    if (this.#described.size === 0) this.#described = describe(servers);
    await Promise.all(servers.map((server) => this.settle(server)));
  }

  /** Works out where a server stands that nothing has passed for yet: whether its credentials are there. */
  async settle(server: Server): Promise<void> {
    const { credentials, tracker } = this.#parts;
    try {
      tracker.settled(server, await credentials.need(server));
    } catch (error) {
      tracker.showFailure(server, error);
    }
  }

  async #credentialChanged(key: CredentialKey): Promise<void> {
    const { settings, board, credentials } = this.#parts;
    const server = settings.get(key.server);
    if (!server || originOf(server) !== key.origin) return;
    const before = board.get(server.name).kind;
    const isNew = await this.#isNew(key);
    const isReady = (await credentials.need(server).catch(() => NOTHING_KNOWN)) === undefined;
    if (isReady && isNew && WAITING.has(before) && this.#wanted.has(server.name)) {
      await this.connect(server);
    } else if (before !== "signingIn") {
      await this.settle(server);
    }
  }

  /** A note about a credential that stays the same starts nothing: two windows would make one another start for ever. */
  async #isNew(key: CredentialKey): Promise<boolean> {
    const name = lockNameOf(key);
    const stored = await this.#parts.store.read(key).catch(() => undefined);
    const isNew = stored !== undefined && stored.revision !== this.#revisions.get(name);
    this.#revisions.set(name, stored?.revision);
    return isNew;
  }

  /** Starts the server, and sees that its status is true where the editor was running it all along. */
  async connect(server: Server): Promise<void> {
    const { board, gateway, tracker } = this.#parts;
    this.want(server);
    board.set(server.name, { kind: "connecting" });
    await this.#mcpServers.start(server);
    if (board.get(server.name).kind !== "connecting") return;
    await checkConnection(gateway, server, AbortSignal.timeout(CHECK_TIMEOUT_MS)).catch(
      (error: unknown) => {
        // What the gateway met it has told; that there is none, nobody has.
        if (isFailure(error)) tracker.showFailure(server, error);
      },
    );
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function describe(servers: readonly Server[]): Map<string, string> {
  return new Map(servers.map((server) => [server.name, JSON.stringify(server)]));
}
