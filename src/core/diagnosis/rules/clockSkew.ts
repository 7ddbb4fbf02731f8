import type { Rule } from "../evidence.ts";
import { checkConnectionFix } from "../fixes.ts";

/** Servers commonly allow a minute or two; beyond five a fresh token can look expired or not yet valid (R40). */
const MAX_SKEW_MS = 5 * 60_000;

export const clockSkew: Rule = {
  id: "clockSkew",
  stage: "time",
  find(evidence) {
    if (evidence.kind !== "refusal" || evidence.http.status !== 401) return undefined;
    const { server, http, credential, nowMs } = evidence;
    if (http.serverTimeMs === undefined || credential.jwt === undefined) return undefined;
    const skewMs = nowMs - http.serverTimeMs;
    if (Math.abs(skewMs) < MAX_SKEW_MS) return undefined;
    const minutes = Math.round(Math.abs(skewMs) / 60_000);
    return {
      code: "clockSkew",
      severity: "error",
      message: `This machine's clock is ${minutes} minutes ${skewMs > 0 ? "ahead of" : "behind"} “${server.name}”, so its tokens look invalid. Set the clock.`,
      server: server.name,
      fixes: [checkConnectionFix(server.name)],
    };
  },
};
