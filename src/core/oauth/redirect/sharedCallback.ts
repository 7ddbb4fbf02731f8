import { randomUUID } from "node:crypto";
import { isFailure } from "../../failure.ts";
import {
  CALLBACK_MARK,
  startCallbackServer,
  type CallbackServer,
  type CallbackServerOptions,
} from "./callbackServer.ts";
import type { HandOver } from "./handOver.ts";
import type { RedirectReceiver } from "../types.ts";

/** A free port is taken within this time, long before the user has signed in. */
const TAKE_OVER_INTERVAL_MS = 100;
const PROBE_TIMEOUT_MS = 2_000;

export interface SharedCallbackOptions extends Omit<CallbackServerOptions, "forward"> {
  /** Whether the client is registered after this, so that another port will do. */
  readonly anyPort: boolean;
  readonly handOver: HandOver;
  readonly fetch: typeof fetch;
}

/**
 * Listens for a redirect on a port that the windows of the editor share. When another window holds it, that window
 * passes the redirect on, and this one takes the port as soon as it is free. Rejects with `redirectPortBusy`, before
 * any browser opens, when the port belongs to another program and no other port will do (R44).
 */
export async function openSharedCallback(
  options: SharedCallbackOptions,
): Promise<RedirectReceiver> {
  const { anyPort, handOver } = options;
  const own = { ...options, forward: (state: string) => handOver.portOf(state) };
  try {
    return await startCallbackServer(own);
  } catch (error) {
    if (!isFailure(error, "redirectPortBusy")) throw error;
    if (anyPort) return startCallbackServer({ ...own, port: 0 });
    const behind = await startCallbackServer({ ...own, host: "127.0.0.1", port: 0 });
    if (await isHeldForUs(options, behind.port)) return waitBehindWindow(options, behind);
    behind.dispose();
    throw error;
  }
}

/**
 * Whether the holder of the port passes redirects on to this window: one with a made-up `state` has to come through.
 * A window of another editor, which does not share the notes, counts as another program.
 */
async function isHeldForUs(
  { host, port, path, handOver, fetch }: SharedCallbackOptions,
  privatePort: number,
): Promise<boolean> {
  const state = randomUUID();
  let takeBack: (() => Promise<void>) | undefined;
  try {
    takeBack = await handOver.announce(state, privatePort);
    const response = await fetch(`http://${host}:${port}${path}?state=${state}`, {
      redirect: "manual",
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.headers.get(CALLBACK_MARK) === String(privatePort);
  } catch {
    return false;
  } finally {
    await takeBack?.();
  }
}

/** Receives on a private port, to which the holder passes the redirect on, and on the real one once it is free. */
function waitBehindWindow(
  { host, port, path, handOver }: SharedCallbackOptions,
  behind: CallbackServer,
): RedirectReceiver {
  return {
    redirectUri: `http://${host}:${port}${path}`,
    async receive(state, signal) {
      const takeBack = await handOver.announce(state, behind.port);
      const stopTrying = repeat(() => behind.listenAlso(host, port), TAKE_OVER_INTERVAL_MS);
      try {
        return await behind.receive(state, signal);
      } finally {
        stopTrying();
        await takeBack();
      }
    },
    dispose: () => behind.dispose(),
  };
}

/** Repeats work until it succeeds or the result is called. */
function repeat(work: () => Promise<void>, intervalMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const again = () => {
    if (!stopped) timer = setTimeout(() => void work().catch(again), intervalMs);
  };
  again();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
