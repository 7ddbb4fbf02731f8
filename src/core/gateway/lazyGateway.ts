import { t } from "@vscode/l10n";
import { Failure } from "../failure.ts";
import { once } from "../once.ts";
import type { Gateway, GatewayEndpoint } from "./gateway.ts";

/** A gateway whose code is loaded when it is first needed. */
export interface LazyGateway {
  /** Where the editor reaches a server; loads and starts the gateway if need be. Rejects with the Failure `unreachable` where that fails. */
  endpointOf(serverName: string): Promise<GatewayEndpoint>;
  /** Ends what is open to a server, if anything is. */
  disconnect(serverName: string): void;
  /** Forgets the ways to the servers, if there are any yet. */
  upstreamChanged(): void;
  /** Ends everything, a gateway that is being loaded at this moment included. */
  close(): Promise<void>;
}

/** Makes a gateway of `load` on first use, and again after a failure. */
export function createLazyGateway(load: () => Promise<Gateway>): LazyGateway {
  const loadOnce = once(load);
  let loading: Promise<Gateway> | undefined;
  let loaded: Gateway | undefined;
  let closed = false;
  return {
    async endpointOf(serverName) {
      if (closed) throw new Error("The gateway is closed.");
      try {
        loading = loadOnce();
        loaded = await loading;
        await loaded.start();
      } catch (cause) {
        throw notLoaded(serverName, cause);
      }
      return loaded.endpointOf(serverName);
    },
    disconnect: (serverName) => loaded?.disconnect(serverName),
    upstreamChanged: () => loaded?.upstreamChanged(),
    async close() {
      closed = true;
      const gateway = await loading?.catch(() => undefined);
      await gateway?.close();
    },
  };
}

/** Such as after an update of the extension, which takes its files from under an open window. */
function notLoaded(server: string, cause: unknown): Failure {
  return new Failure(
    "unreachable",
    t(
      "“{0}” cannot be reached, because a part of MCP Connect could not be loaded. Reload the window, then try again.",
      server,
    ),
    {},
    { cause },
  );
}
