import {
  commands,
  EventEmitter,
  lm,
  McpHttpServerDefinition,
  Uri,
  type Disposable,
  type McpServerDefinitionProvider,
} from "vscode";
import type { LazyGateway } from "../../core/gateway/lazyGateway.ts";
import type { Server, ServerList } from "../../core/servers/server.ts";
import { EXTENSION_ID, MCP_PROVIDER } from "../../manifest.ts";
import { digest } from "../digest.ts";
import type { ServerParts } from "./parts.ts";

const START_COMMAND = "workbench.mcp.startServer";
const NEW_SERVER_WAIT_MS = 5_000;
const NEW_SERVER_POLL_MS = 250;

/** Registers the servers with the editor. The definitions hold the gateway's address and no credential. */
export class McpServers implements Disposable {
  readonly #settings: ServerList;
  readonly #gateway: Pick<LazyGateway, "endpointOf">;
  readonly #changed = new EventEmitter<void>();
  readonly #started = new EventEmitter<Server>();
  readonly #registration: Disposable;
  /** Which version of each server the editor has asked to resolve, which it does with each start. */
  readonly #resolved = new Map<string, string>();

  /** Fires when the editor starts a server from stopped or failed. */
  readonly onDidStart = this.#started.event;

  constructor({
    settings,
    gateway,
    tracker,
  }: Pick<ServerParts, "settings" | "gateway" | "tracker">) {
    this.#settings = settings;
    this.#gateway = gateway;
    const provider: McpServerDefinitionProvider<McpHttpServerDefinition> = {
      onDidChangeMcpServerDefinitions: this.#changed.event,
      // What stands here is kept unencrypted in workspace storage: the gateway's own secret is left to `resolve`.
      provideMcpServerDefinitions: () =>
        Promise.all(this.#settings.servers.map((server) => this.#definition(server))),
      resolveMcpServerDefinition: async (definition) => {
        const server = this.#settings.get(definition.label);
        if (!server) return undefined;
        this.#resolved.set(server.name, version(server));
        this.#started.fire(server);
        try {
          // A fresh object: the editor stores the one it gave us.
          return await this.#definition(server, (await gateway.endpointOf(server.name)).headers);
        } catch (error) {
          tracker.showFailure(server, error);
          throw error;
        }
      },
    };
    this.#registration = lm.registerMcpServerDefinitionProvider(MCP_PROVIDER, provider);
  }

  /** Tells the editor that servers were added, removed or changed. */
  changed(): void {
    this.#changed.fire();
  }

  /**
   * Starts a server from stopped or failed. The editor's command is undocumented: where it is gone, the next use starts
   * the server. It does nothing for a server that the editor has not heard of yet, so that is waited for.
   */
  async start(server: Server): Promise<void> {
    const endMs = Date.now() + NEW_SERVER_WAIT_MS;
    do {
      try {
        await commands.executeCommand(START_COMMAND, `${EXTENSION_ID}/${server.name}`);
      } catch {
        this.changed();
      }
      if (this.#resolved.get(server.name) === version(server)) return;
      await new Promise((resolve) => setTimeout(resolve, NEW_SERVER_POLL_MS));
    } while (Date.now() < endMs);
  }

  async #definition(
    server: Server,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<McpHttpServerDefinition> {
    const { url } = await this.#gateway.endpointOf(server.name);
    return new McpHttpServerDefinition(
      server.name,
      Uri.parse(url),
      { ...headers },
      version(server),
    );
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
    this.#started.dispose();
  }
}

/** Changes with the server's settings only, so that a refreshed token never restarts a server. */
function version(server: Server): string {
  return digest(JSON.stringify(server), 12);
}
