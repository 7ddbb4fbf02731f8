import { isFailure } from "../core/failure.ts";
import type { Logger } from "../core/log.ts";
import type { OAuthAuth } from "../core/servers/server.ts";
import type { RedirectReceiver } from "../core/oauth/types.ts";

const HOST = "127.0.0.1";
const PATH = "/callback";

export interface RedirectReceiversPorts {
  /** The port of the settings; 0 for any free one. */
  port(): number;
  readonly log: Logger;
  now(): number;
}

/** Where the browser brings the answer of a sign-in: a loopback address of this machine (RFC 8252, section 7.3). */
export class RedirectReceivers {
  readonly #ports: RedirectReceiversPorts;

  constructor(ports: RedirectReceiversPorts) {
    this.#ports = ports;
  }

  /** The redirect URI that a sign-in with these settings uses, for registering it at a provider. */
  redirectUri(auth: OAuthAuth): string {
    return auth.redirectUri ?? `http://${HOST}:${this.#ports.port()}${PATH}`;
  }

  /**
   * Listens for one answer. A client that is registered with a fixed address gets exactly that one or a failure;
   * any other gets another port when ours is taken, because it is registered after this (R44).
   */
  async open(registered: string | undefined): Promise<RedirectReceiver> {
    const { startCallbackServer } = await import("../core/oauth/callbackServer.ts");
    const { log, now } = this.#ports;
    const common = { log, now: () => now() };
    if (registered !== undefined) {
      const { hostname, port, pathname, protocol } = new URL(registered);
      const fallback = protocol === "http:" ? 80 : 443;
      return startCallbackServer({
        host: hostname,
        port: Number(port || fallback),
        path: pathname,
        ...common,
      });
    }
    const port = this.#ports.port();
    try {
      return await startCallbackServer({ host: HOST, port, path: PATH, ...common });
    } catch (error) {
      if (!isFailure(error, "redirectPortBusy") || port === 0) throw error;
      log.info(`Port ${port} is taken: listening for the sign-in on another one.`);
      return startCallbackServer({ host: HOST, port: 0, path: PATH, ...common });
    }
  }
}
