import type { CredentialFacts, HttpEvidence } from "../credentials/request/source.ts";
import type { Failure } from "../failure.ts";
import type { Server } from "../servers/server.ts";
import type { Finding } from "../finding.ts";

/** A server answered a request with 401 or 403. */
export interface RefusalEvidence {
  readonly kind: "refusal";
  readonly server: Server;
  readonly http: HttpEvidence;
  readonly credential: CredentialFacts;
  /** Milliseconds since the epoch on this machine's clock. */
  readonly nowMs: number;
}

/** Something failed with a code: a connection, a sign-in, a refresh. */
export interface FailureEvidence {
  readonly kind: "failure";
  readonly server: Server;
  readonly failure: Failure;
}

export type Evidence = RefusalEvidence | FailureEvidence;

/**
 * What a rule goes by, the most telling first: the server's own words, its challenge, its answer to a credential that is
 * good, what the settings send where, times, what worked before, the kind of credential, the step of a sign-in that
 * failed, and the bare code of a failure.
 */
export const STAGES = [
  "wording",
  "challenge",
  "rights",
  "placement",
  "time",
  "history",
  "kind",
  "step",
  "code",
] as const;

/** One rule: what it recognizes in the evidence, and what it says about it. */
export interface Rule {
  /** The code of its findings. */
  readonly id: string;
  readonly stage: (typeof STAGES)[number];
  find(evidence: Evidence): Finding | undefined;
}
