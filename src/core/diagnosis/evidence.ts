import type { CredentialFacts, HttpEvidence } from "../credentials/request/source.ts";
import type { Failure } from "../failure.ts";
import type { Server } from "../servers/server.ts";

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
