import type { Fix } from "../finding.ts";
import type { FailureCode } from "../failure.ts";
import type { FailureEvidence, RefusalEvidence } from "./evidence.ts";

/**
 * What a rule goes by, the most telling first: the server's own words, its challenge, its answer to a credential that is
 * good, what the settings send where, times, what worked before, the kind of credential, the step of a sign-in that
 * failed, and nothing but that it was refused.
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
  "rest",
] as const;

/** One cause: when to look for it, what it is called, and what is said about it. Its code is the name of its file. */
export type Rule = RefusalRule | FailureRule;

/** A cause of refusals, with this HTTP status or with any. */
export interface RefusalRule extends Cause {
  readonly on: { readonly status: 401 | 403 | "any" };
  find(evidence: RefusalEvidence): Found | undefined;
}

/** A cause of failures with this code. */
export interface FailureRule extends Cause {
  readonly on: { readonly failure: FailureCode };
  find(evidence: FailureEvidence): Found | undefined;
}

interface Cause {
  readonly stage: (typeof STAGES)[number];
  /** At most five words for the tree, which is narrow. */
  readonly shortName: () => string;
}

/** What a rule says; the engine adds the code, the severity and the server. */
export interface Found {
  readonly message: string;
  /** In the order in which they are likely to help. */
  readonly fixes: readonly Fix[];
}
