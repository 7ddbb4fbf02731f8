import { setTimeout as delay } from "node:timers/promises";
import type { OAuthPorts } from "./types.ts";

/** The ports, complete, and what the engine learns of servers while it lives. Holds no secret. */
export interface EngineContext extends OAuthPorts {
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  random(): number;
  /** By origin: milliseconds by which the server's clock is ahead of this machine's. */
  readonly clockSkewsMs: Map<string, number>;
  /** By token endpoint and client: which form of client authentication worked. */
  readonly authenticationForms: Map<string, number>;
  /** By token endpoint: the nonce for the next DPoP proof (RFC 9449, section 8.2). */
  readonly dpopNonces: Map<string, string>;
}

/** Completes the ports with timers and randomness, and wraps `fetch` so that it measures the servers' clocks. */
export function createContext(ports: OAuthPorts): EngineContext {
  const clockSkewsMs = new Map<string, number>();
  return {
    log: ports.log,
    now: () => ports.now(),
    sleep: ports.sleep?.bind(ports) ?? sleep,
    random: ports.random?.bind(ports) ?? Math.random,
    ...(ports.timeLimitMs !== undefined && { timeLimitMs: ports.timeLimitMs }),
    clockSkewsMs,
    authenticationForms: new Map(),
    dpopNonces: new Map(),
    async fetch(input, init) {
      const response = await ports.fetch(input, init);
      const dateMs = Date.parse(response.headers.get("date") ?? "");
      const origin = URL.parse(input instanceof Request ? input.url : String(input))?.origin;
      if (origin !== undefined && !Number.isNaN(dateMs))
        clockSkewsMs.set(origin, dateMs - ports.now());
      return response;
    },
  };
}

/** Smaller differences come from whole seconds in `Date` and from the way of the answer. */
const NOTABLE_SKEW_MS = 60_000;

/** Milliseconds by which the clock at the origin of `url` is ahead, where it is a minute or more; 0 otherwise. */
export function notableSkewMs(context: EngineContext, url: string): number {
  const skewMs = context.clockSkewsMs.get(new URL(url).origin) ?? 0;
  return Math.abs(skewMs) >= NOTABLE_SKEW_MS ? skewMs : 0;
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
