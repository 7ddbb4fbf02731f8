import { t } from "@vscode/l10n";
import { createHash, timingSafeEqual } from "node:crypto";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { Failure, isFailure } from "../../failure.ts";
import type { Logger } from "../../log.ts";
import type { Clock } from "../../ports.ts";
import { callbackPage, PAGE_HEADERS } from "./callbackPage.ts";
import type { RedirectReceiver } from "../types.ts";

/**
 * Header that windows tell each other by. In an answer: the private port of the server that gave it, also where another
 * window passed it on. In a request: a window has passed it on, and nobody passes it on again.
 */
export const CALLBACK_MARK = "x-mcp-connect-callback";

/** Longer than the user needs to sign in, and short enough that a forgotten sign-in frees its port. */
const SIGN_IN_TIMEOUT_MS = 5 * 60_000;

/** Where a callback server listens, and for what. */
export interface CallbackServerOptions extends Clock {
  /** The host in the redirect URI: `127.0.0.1`, `localhost` or `[::1]`, as it is registered. */
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Path of the redirect URI, with the leading slash. */
  readonly path: string;
  readonly log: Logger;
  /** The port of this machine on which another window waits for the redirect with this `state`, if one does. Never rejects. */
  forward?(state: string): Promise<number | undefined>;
  /** Milliseconds from the start; five minutes unless given. */
  readonly timeoutMs?: number;
}

/** A running callback server. */
export interface CallbackServer extends RedirectReceiver {
  readonly port: number;
  /** Listens for the same redirect at one more address. Rejects with `redirectPortBusy`. */
  listenAlso(host: string, port: number): Promise<void>;
}

/**
 * Listens on this machine only for the redirect that ends a sign-in, and closes after it. Any other request gets a
 * short page and changes nothing. Rejects with `redirectPortBusy` when another program holds the port.
 */
export async function startCallbackServer(options: CallbackServerOptions): Promise<CallbackServer> {
  const { host, path, log } = options;
  const answerUrl = Promise.withResolvers<URL>();
  // Whoever receives sees the rejection; nobody may be waiting when the server is disposed.
  answerUrl.promise.catch(() => undefined);
  let expectedState: string | undefined;
  let redirectUri = "";
  let ownPort = 0;
  let closed = false;
  const startedAtMs = options.now();

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    response.setHeader(CALLBACK_MARK, ownPort);
    const url = URL.parse(request.url ?? "", redirectUri);
    if (!url) return answer(response, 404, unknown());
    if (request.method !== "GET") return answer(response, 405, unknown());
    const state = url.searchParams.get("state") ?? "";
    const isOurs =
      url.pathname === path && expectedState !== undefined && sameText(state, expectedState);
    if (!isOurs) return void passOn(request, url, response);
    expectedState = undefined;
    log.debug(`The redirect came after ${Math.round((options.now() - startedAtMs) / 1000)} s.`);
    response.once("close", close);
    answer(response, 200, url.searchParams.has("error") ? refused() : done());
    answerUrl.resolve(url);
  };

  /** Asks the window that waits for this redirect, and answers with its page; or says that none waits. */
  const passOn = async (request: IncomingMessage, url: URL, response: ServerResponse) => {
    const state = url.searchParams.get("state");
    const mayPassOn = state !== null && request.headers[CALLBACK_MARK] === undefined;
    const port = mayPassOn ? await options.forward?.(state) : undefined;
    const page = port === undefined ? undefined : await fetchPage(port, url);
    if (page) {
      response.setHeader(CALLBACK_MARK, page.headers[CALLBACK_MARK] ?? "");
      response.writeHead(page.statusCode ?? 400, PAGE_HEADERS);
      page.pipe(response);
      return;
    }
    if (mayPassOn)
      log.warn("A request to the redirect URI did not belong to the sign-in and was ignored.");
    answer(response, url.pathname === path ? 400 : 404, unknown());
  };

  const servers = await listen(host, options.port, handle);
  ownPort = portOf(servers[0]);
  redirectUri = `http://${host}:${ownPort}${path}`;
  const timer = setTimeout(
    () =>
      end(
        new Failure(
          "signInTimedOut",
          t("The browser did not come back in time. Start the sign-in again."),
          { redirectUri },
        ),
      ),
    options.timeoutMs ?? SIGN_IN_TIMEOUT_MS,
  );
  timer.unref();

  function close(): void {
    closed = true;
    clearTimeout(timer);
    for (const server of servers.splice(0)) stop(server);
  }

  function end(failure: Failure): void {
    answerUrl.reject(failure);
    close();
  }

  function cancel(): void {
    end(new Failure("cancelled", t("The sign-in was cancelled.")));
  }

  return {
    redirectUri,
    port: ownPort,
    async listenAlso(otherHost, port) {
      const others = await listen(otherHost, port, handle);
      if (closed) others.forEach(stop);
      else servers.push(...others);
    },
    async receive(state, signal) {
      if (signal.aborted) cancel();
      signal.addEventListener("abort", cancel, { once: true });
      expectedState = state;
      try {
        return await answerUrl.promise;
      } finally {
        signal.removeEventListener("abort", cancel);
      }
    },
    dispose: cancel,
  };
}

/** The page with which another window answers a redirect; undefined when it is gone. */
function fetchPage(port: number, { pathname, search }: URL): Promise<IncomingMessage | undefined> {
  return new Promise((resolve) => {
    const request = httpRequest({
      host: "127.0.0.1",
      port,
      path: pathname + search,
      agent: false,
      timeout: PASS_ON_TIMEOUT_MS,
      headers: { [CALLBACK_MARK]: "1" },
    });
    request.on("response", resolve);
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(undefined));
    request.end();
  });
}

/** The other window runs on this machine. */
const PASS_ON_TIMEOUT_MS = 5_000;

interface Page {
  readonly heading: string;
  readonly text: string;
}

const done = (): Page => ({
  heading: t("You are signed in"),
  text: t("You can close this window and return to the editor."),
});
const refused = (): Page => ({
  heading: t("The sign-in did not succeed"),
  text: t("You can close this window. The editor says what happened and what to do next."),
});
const unknown = (): Page => ({
  heading: t("This is not a sign-in that MCP Connect is waiting for"),
  text: t("You can close this window. If you meant to sign in, start again from the editor."),
});

function answer(response: ServerResponse, status: number, { heading, text }: Page): void {
  response.writeHead(status, PAGE_HEADERS);
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

/**
 * A browser may resolve `localhost` to either family, so both are listened on where the machine has both. A port that
 * another program holds on one of them is busy: the browser might go there.
 */
async function listen(host: string, port: number, handle: Handler): Promise<Server[]> {
  if (host === "[::1]") return [await listenOn("::1", port, handle)];
  const first = await listenOn("127.0.0.1", port, handle);
  if (host !== "localhost") return [first];
  try {
    return [first, await listenOn("::1", portOf(first), handle)];
  } catch (error) {
    if (!isFailure(error) || error.facts["reason"] !== "EADDRINUSE") return [first];
    stop(first);
    throw error;
  }
}

function stop(server: Server): void {
  server.close();
  server.closeIdleConnections();
}

function listenOn(address: string, port: number, handle: Handler): Promise<Server> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, handle);
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new Failure(
          "redirectPortBusy",
          error.code === "EADDRINUSE"
            ? t(
                "Port {0} is in use, so the browser could not come back to the editor. Finish the sign-in in the other window, close the program that uses the port, or set another redirect port.",
                port,
              )
            : t(
                "Port {0} cannot be listened on, so the browser could not come back to the editor. Set another redirect port.",
                port,
              ),
          { port, ...(error.code !== undefined && { reason: error.code }) },
          { cause: error },
        ),
      );
    });
    server.listen(port, address, () => resolve(server));
  });
}
