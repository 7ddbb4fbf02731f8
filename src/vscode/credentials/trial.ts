import type { Refusal } from "../../core/credentials/request/service.ts";
import { asFailure, diagnose } from "../../core/diagnosis/diagnose.ts";
import { tryCredentials, type Candidate, type TrialOutcome } from "../../core/gateway/trial.ts";
import type { Server } from "../../core/servers/server.ts";
import { environment, upstreamSettings } from "../settings/index.ts";
import type { CredentialParts } from "./parts.ts";

/** Tries credentials that are not stored yet. Rejects with `cancelled` when the signal aborts. */
export function tryCandidates(
  { log, clock }: Pick<CredentialParts, "log" | "clock">,
  server: Server,
  candidates: readonly Candidate[],
  signal: AbortSignal,
): Promise<TrialOutcome> {
  const now = () => clock.now();
  return tryCredentials(
    server,
    candidates,
    {
      upstream: upstreamSettings,
      environment,
      log,
      now,
      explain: (refusal: Refusal) => diagnose({ kind: "refusal", ...refusal, nowMs: now() }),
      explainFailure: (failing, error) =>
        diagnose({ kind: "failure", server: failing, failure: asFailure(failing, error) }),
    },
    signal,
  );
}
