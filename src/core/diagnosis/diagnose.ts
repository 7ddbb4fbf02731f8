import { t } from "@vscode/l10n";
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
  return {
    code: "requestRefused",
    severity: "error",
    message:
      evidence.kind === "refusal"
        ? t("“{0}” refused the request with HTTP status {1}.", name, evidence.http.status)
        : t("“{0}” refused the request.", name),
    server: name,
    fixes: [
      {
        kind: "action",
        title: t("Check connection"),
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
    t("“{0}” could not be used: an unexpected error.", server.name),
    {},
    { cause: error },
  );
}
