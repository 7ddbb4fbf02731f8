import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Failure } from "../failure.ts";
import type { Logger } from "../log.ts";
import { callbackPage, PAGE_HEADERS } from "./callbackPage.ts";
import type { RedirectReceiver } from "./types.ts";

/** Header that tells another window that this is one of ours. */
export const CALLBACK_MARK = "x-mcp-connect-callback";

/** Longer than a person needs to sign in, and short enough that a forgotten sign-in frees its port. */
const SIGN_IN_TIMEOUT_MS = 5 * 60_000;

export interface CallbackServerOptions {
  /** The host in the redirect URI: `127.0.0.1`, `localhost` or `[::1]`, as it is registered. */
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Path of the redirect URI, with the leading slash. */
  readonly path: string;
  /** Milliseconds since the epoch. */
  now(): number;
  readonly log: Logger;
  /** The port of this machine on which another window waits for the redirect with this `state`, if one does. */
  forward?(state: string): Promise<number | undefined>;
  /** Milliseconds from the start; five minutes unless given. */
  readonly timeoutMs?: number;
}

/**
 * Listens on this machine only for the redirect that ends a sign-in, and closes after it. Any other request gets a
 * short page and changes nothing. Rejects with `redirectPortBusy` when another program holds the port.
 */
export async function startCallbackServer(
  options: CallbackServerOptions,
): Promise<RedirectReceiver> {
  const { host, path, log } = options;
  let resolveAnswer: (url: URL) => void;
  let rejectAnswer: (failure: Failure) => void;
  const answerUrl = new Promise<URL>((resolve, reject) => {
    resolveAnswer = resolve;
    rejectAnswer = reject;
  });
  // Whoever receives sees the rejection; nobody may be waiting when the server is disposed.
  answerUrl.catch(() => undefined);
  let expectedState: string | undefined;
  let redirectUri = "";
  const startedAtMs = options.now();

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const url = URL.parse(request.url ?? "", redirectUri);
    if (!url || url.pathname !== path) return answer(response, 404, UNKNOWN);
    if (request.method !== "GET") return answer(response, 405, UNKNOWN);
    const state = url.searchParams.get("state");
    if (expectedState === undefined || state === null || !sameText(state, expectedState)) {
      return void handOver(url, state, response);
    }
    expectedState = undefined;
    log.debug(`The redirect came after ${Math.round((options.now() - startedAtMs) / 1000)} s.`);
    response.once("close", close);
    answer(response, 200, url.searchParams.has("error") ? REFUSED : DONE);
    return resolveAnswer(url);
  };

  /** Sends the browser on to the window that waits for this redirect, or says that none does. */
  const handOver = async (url: URL, state: string | null, response: ServerResponse) => {
    const port = state === null ? undefined : await options.forward?.(state);
    if (port === undefined) {
      if (state !== null) {
        log.warn("A request to the redirect URI did not belong to the sign-in and was ignored.");
      }
      return answer(response, 400, UNKNOWN);
    }
    url.port = String(port);
    response.writeHead(303, { ...PAGE_HEADERS, [CALLBACK_MARK]: "1", location: url.href });
    response.end();
  };

  const servers = await listen(host, options.port, handle);
  const port = portOf(servers[0]);
  redirectUri = `http://${host}:${port}${path}`;
  const timer = setTimeout(() => {
    rejectAnswer(
      new Failure(
        "signInTimedOut",
        "The browser did not come back in time. Start the sign-in again.",
        { redirectUri },
      ),
    );
    close();
  }, options.timeoutMs ?? SIGN_IN_TIMEOUT_MS);
  timer.unref();

  function close(): void {
    clearTimeout(timer);
    for (const server of servers) {
      server.close();
      server.closeIdleConnections();
    }
  }

  function cancel(): void {
    rejectAnswer(new Failure("cancelled", "The sign-in was cancelled."));
    close();
  }

  return {
    redirectUri,
    async receive(state, signal) {
      if (signal.aborted) cancel();
      signal.addEventListener("abort", cancel, { once: true });
      expectedState = state;
      try {
        return await answerUrl;
      } finally {
        signal.removeEventListener("abort", cancel);
      }
    },
    dispose: cancel,
  };
}

interface Page {
  readonly heading: string;
  readonly text: string;
}

const DONE: Page = {
  heading: "You are signed in",
  text: "You can close this window and return to the editor.",
};
const REFUSED: Page = {
  heading: "The sign-in did not succeed",
  text: "You can close this window. The editor says what happened and what to do next.",
};
const UNKNOWN: Page = {
  heading: "This is not a sign-in that MCP Connect is waiting for",
  text: "You can close this window. If you meant to sign in, start again from the editor.",
};

function answer(response: ServerResponse, status: number, { heading, text }: Page): void {
  response.writeHead(status, { ...PAGE_HEADERS, [CALLBACK_MARK]: "1" });
  response.end(callbackPage(heading, text));
}

/** Compares in constant time, whatever the lengths. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digestOf(a), digestOf(b));
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function portOf(server: Server | undefined): number {
  const address = server?.address();
  if (typeof address !== "object" || !address)
    throw new TypeError("The callback server has no port.");
  return address.port;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A browser may resolve `localhost` to either family, so both are listened on where the machine has both. */
async function listen(host: string, port: number, handle: Handler): Promise<Server[]> {
  if (host === "[::1]") return [await listenOn("::1", port, handle)];
  const first = await listenOn("127.0.0.1", port, handle);
  if (host !== "localhost") return [first];
  const chosen = portOf(first);
  try {
    return [first, await listenOn("::1", chosen, handle)];
  } catch {
    return [first];
  }
}

function listenOn(address: string, port: number, handle: Handler): Promise<Server> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, handle);
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new Failure(
          "redirectPortBusy",
          error.code === "EADDRINUSE"
            ? `Port ${port} is in use, so the browser could not come back to the editor. Finish the sign-in in the other window, close the program that uses the port, or set another redirect port.`
            : `Port ${port} cannot be listened on, so the browser could not come back to the editor. Set another redirect port.`,
          { port, ...(error.code !== undefined && { reason: error.code }) },
          { cause: error },
        ),
      );
    });
    server.listen(port, address, () => resolve(server));
  });
}
