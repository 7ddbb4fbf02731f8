import type { Reader } from "./reader.ts";

/** When and how an access token is refreshed (R32). */
export interface RefreshPolicy {
  readonly enabled: boolean;
  /** Seconds before expiry at which a token is refreshed. */
  readonly bufferTimeS: number;
  readonly maxRetries: number;
  readonly retryDelayMs: number;
  readonly fallback: "queue" | "fail" | "use-expired";
}

/** What MCPify documents as its defaults (R32). */
export const DEFAULT_REFRESH: RefreshPolicy = {
  enabled: true,
  bufferTimeS: 300,
  maxRetries: 3,
  retryDelayMs: 1000,
  fallback: "queue",
};

/** Reads `refreshToken`: a switch, or an object with the policy. */
export function parseRefresh(reader: Reader): RefreshPolicy {
  if (reader.raw("refreshToken") === false) return { ...DEFAULT_REFRESH, enabled: false };
  const child =
    reader.raw("refreshToken") === true
      ? undefined
      : reader.child("refreshToken", "“refreshToken”");
  if (!child) return DEFAULT_REFRESH;
  const policy: RefreshPolicy = {
    enabled: child.boolean("enabled") ?? DEFAULT_REFRESH.enabled,
    bufferTimeS: child.number("bufferTime", 0, 86_400) ?? DEFAULT_REFRESH.bufferTimeS,
    maxRetries: child.number("maxRetries", 0, 10) ?? DEFAULT_REFRESH.maxRetries,
    retryDelayMs: child.number("retryDelay", 0, 60_000) ?? DEFAULT_REFRESH.retryDelayMs,
    fallback:
      child.oneOf("fallbackBehavior", ["queue", "fail", "use-expired"] as const, "queue") ??
      "queue",
  };
  child.rejectUnknown();
  if (child.failed) reader.failed = true;
  return policy;
}
