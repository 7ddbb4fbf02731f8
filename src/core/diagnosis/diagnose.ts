import { Failure, isFailure } from "../failure.ts";
import type { Server } from "../servers/server.ts";
import { STAGES, type Evidence, type Rule } from "./evidence.ts";
import type { Finding } from "../finding.ts";
import { RULES } from "./rules/index.ts";

/** All rules, the more telling stages first: the first that recognizes the evidence speaks. */
const IN_ORDER: readonly Rule[] = Object.values(RULES).toSorted(
  (one, other) => STAGES.indexOf(one.stage) - STAGES.indexOf(other.stage),
);

/** Turns evidence into the one finding that explains it best (R50). Never throws; there is always a finding. */
export function diagnose(evidence: Evidence): Finding {
  for (const rule of IN_ORDER) {
    const finding = rule.find(evidence);
    if (finding) return finding;
  }
  const { name } = evidence.server;
  const status = evidence.kind === "refusal" ? ` with HTTP status ${evidence.http.status}` : "";
  return {
    code: "requestRefused",
    severity: "error",
    message: `“${name}” refused the request${status}.`,
    server: name,
    fixes: [
      {
        kind: "action",
        title: "Check connection",
        action: { type: "checkConnection", server: name },
      },
    ],
  };
}

/** A failure as such; whatever else was thrown becomes one that says no more than that, with its cause for the log. */
export function asFailure(server: Pick<Server, "name">, error: unknown): Failure {
  if (isFailure(error)) return error;
  return new Failure(
    "tokenRequestFailed",
    `“${server.name}” could not be used: an unexpected error.`,
    {},
    { cause: error },
  );
}
