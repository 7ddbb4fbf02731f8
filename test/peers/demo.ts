import { startAuthorizationServer } from "./authorizationServer.ts";
import type { AuthorizationServer } from "./authorizationServer.ts";
import { startEverything } from "./everything.ts";
import { PersonalTokens } from "./personalTokens.ts";
import { personalTokenPage, TOKEN_PAGE_PATH } from "./personalTokenPage.ts";
import { startSdkServer } from "./sdkServer.ts";
import type { SdkServer } from "./sdkServer.ts";
import { startTokenGate } from "./tokenGate.ts";
import type { TokenGate } from "./tokenGate.ts";

/** Whoever opens the page with the personal tokens. */
export const DEMO_PERSON = "Demo user";

interface Stoppable {
  readonly stop: () => Promise<void>;
}

/** Ports to listen on; free ones are taken for those left out. */
export interface DemoPorts {
  readonly authorizationServer?: number;
  readonly everything?: number;
  readonly notes?: number;
  readonly open?: number;
}

export interface DemoOptions {
  readonly ports?: DemoPorts;
  /** Lifetime of the access tokens of the OAuth server; five minutes unless given. */
  readonly accessTokenTtlS?: number;
}

/** The three servers of the demo workspace, and the handles to what stands behind them. */
export interface DemoServers {
  /** The value of `mcpConnect.servers` for a workspace that uses them. */
  readonly settings: Readonly<
    Record<
      "everything" | "notes" | "open",
      { readonly url: string; readonly auth?: { readonly type: string } }
    >
  >;
  readonly urls: {
    readonly authorizationServer: string;
    /** The page on which the personal token of the notes server is made. */
    readonly tokenPage: string;
  };
  readonly authorizationServer: AuthorizationServer;
  readonly everything: TokenGate;
  readonly notes: TokenGate;
  readonly tokens: PersonalTokens;
  readonly open: SdkServer;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the demo servers: `everything` is signed in to with OAuth, `notes` takes a personal token, and `open` asks
 * for no credential. When one of them cannot start, those that did are stopped again.
 */
export async function startDemoServers(options: DemoOptions = {}): Promise<DemoServers> {
  const { ports = {}, accessTokenTtlS = 300 } = options;
  const started: Stoppable[] = [];
  const stop = async () => {
    for (const server of started.splice(0).toReversed()) await server.stop();
  };
  async function keep<Started extends Stoppable>(starting: Promise<Started>): Promise<Started> {
    const server = await starting;
    started.push(server);
    return server;
  }

  try {
    const authorizationServer = await keep(
      startAuthorizationServer({ ...port(ports.authorizationServer), accessTokenTtlS }),
    );
    const reference = await keep(startEverything());
    const everything = await keep(
      startTokenGate({
        ...port(ports.everything),
        upstream: reference.url,
        access: { kind: "oauth", authorizationServer, scopes: ["mcp:tools"] },
      }),
    );
    const tokens = new PersonalTokens();
    const notesServer = await keep(startSdkServer({ name: "notes" }));
    const notes = await keep(
      startTokenGate({
        ...port(ports.notes),
        upstream: notesServer.url,
        access: { kind: "token", tokens },
        pages: personalTokenPage(tokens, DEMO_PERSON),
      }),
    );
    const open = await keep(startSdkServer({ ...port(ports.open), name: "open" }));
    return {
      settings: {
        everything: { url: everything.url, auth: { type: "oauth" } },
        notes: { url: notes.url, auth: { type: "token" } },
        open: { url: open.url },
      },
      urls: {
        authorizationServer: authorizationServer.url,
        // Not 127.0.0.1: the editor sends browsers elsewhere for that, see `browserHost` of the authorization server.
        tokenPage: `http://notes.localhost:${notes.port}${TOKEN_PAGE_PATH}`,
      },
      authorizationServer,
      everything,
      notes,
      tokens,
      open,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function port(wanted: number | undefined): { port?: number } {
  return wanted === undefined ? {} : { port: wanted };
}
