import { isFailure } from "../failure.ts";
import {
  CALLBACK_MARK,
  startCallbackServer,
  type CallbackServerOptions,
} from "./callbackServer.ts";
import type { HandOver } from "./handOver.ts";
import type { RedirectReceiver } from "./types.ts";

const TAKE_OVER_INTERVAL_MS = 300;
const PROBE_TIMEOUT_MS = 2_000;

export interface SharedCallbackOptions extends CallbackServerOptions {
  /** Whether the client is registered after this, so that another port will do. */
  readonly anyPort: boolean;
  readonly handOver: HandOver;
  readonly fetch: typeof fetch;
}

/**
 * Listens for a redirect on a port that the windows of the editor share. When another window holds it, that window
 * hands the redirect over, and this one takes the port as soon as it is free. Rejects with `redirectPortBusy`, before
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
    if (!(await isHeldByWindow(options))) throw error;
    return waitBehindWindow(own, handOver);
  }
}

/** Whether the port is held by another window's callback server, which says so in each answer. */
async function isHeldByWindow({
  host,
  port,
  path,
  fetch,
}: SharedCallbackOptions): Promise<boolean> {
  try {
    const response = await fetch(`http://${host}:${port}${path}`, {
      redirect: "manual",
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.headers.get(CALLBACK_MARK) !== null;
  } catch {
    return false;
  }
}

/** A receiver on a port of its own, to which the window that holds the real one sends the browser on. */
async function waitBehindWindow(
  options: CallbackServerOptions,
  handOver: HandOver,
): Promise<RedirectReceiver> {
  const { host, port, path } = options;
  const behind = await startCallbackServer({ ...options, port: 0 });
  const receivers: RedirectReceiver[] = [behind];
  let done = false;
  return {
    redirectUri: `http://${host}:${port}${path}`,
    async receive(state, signal) {
      const takeBack = await handOver.announce(state, Number(new URL(behind.redirectUri).port));
      const takeOver = async (): Promise<URL> => {
        while (!done) {
          const front = await startCallbackServer(options).catch(() => undefined);
          if (front) {
            if (done) front.dispose();
            receivers.push(front);
            return front.receive(state, signal);
          }
          await new Promise((resolve) => setTimeout(resolve, TAKE_OVER_INTERVAL_MS));
        }
        return behind.receive(state, signal);
      };
      try {
        return await Promise.race([behind.receive(state, signal), takeOver()]);
      } finally {
        done = true;
        await takeBack();
      }
    },
    dispose() {
      done = true;
      for (const receiver of receivers) receiver.dispose();
    },
  };
}
