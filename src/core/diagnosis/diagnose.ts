import { t } from "@vscode/l10n";
import { Failure, isFailure, type FailureCode } from "../failure.ts";
import type { Finding } from "../finding.ts";
import type { Server } from "../servers/server.ts";
import type { Evidence } from "./evidence.ts";
import { FAILURES } from "./failures.ts";
import { STAGES, type Found, type RefusalRule, type Rule } from "./rule.ts";
import { RULES } from "./rules/index.ts";

/** The code of a rule, which is the name of its file. */
export type RuleCode = keyof typeof RULES;

/** Why a server cannot be used: one cause, with its name for the tree. */
export interface Diagnosis extends Finding {
  readonly code: RuleCode | FailureCode;
  readonly server: string;
  /** The cause in at most five words. */
  readonly shortName: string;
}

/** All rules, the more telling stages first: the first that recognizes the evidence speaks. */
const IN_ORDER: readonly RuleCode[] = Object.keys(RULES)
  .filter((name): name is RuleCode => name in RULES)
  .toSorted((one, other) => stageOf(RULES[one]) - stageOf(RULES[other]));

/** Turns evidence into the one finding that explains it best (R50). Never throws; there is always a finding. */
export function diagnose(evidence: Evidence): Diagnosis {
  for (const code of IN_ORDER) {
    const diagnosis = applyRule(code, evidence);
    if (diagnosis) return diagnosis;
  }
  const { server } = evidence;
  if (evidence.kind === "refusal") {
    const { requestRefused } = RULES;
    return complete("requestRefused", server, requestRefused, requestRefused.find(evidence));
  }
  // Our own sentence; in a notification nothing else tells which server it is about.
  const { code, message } = evidence.failure;
  return complete(code, server, FAILURES[code], {
    message: message.includes(server.name) ? message : t("“{0}”: {1}", server.name, message),
    fixes: FAILURES[code].fixes(server),
  });
}

/** What one rule says about the evidence; undefined where it says nothing. */
export function applyRule(code: RuleCode, evidence: Evidence): Diagnosis | undefined {
  const rule: Rule = RULES[code];
  const found = isForRefusals(rule)
    ? evidence.kind === "refusal" && isOneOf(rule.on.status, evidence.http.status)
      ? rule.find(evidence)
      : undefined
    : evidence.kind === "failure" && evidence.failure.code === rule.on.failure
      ? rule.find(evidence)
      : undefined;
  return found && complete(code, evidence.server, rule, found);
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

function complete(
  code: Diagnosis["code"],
  server: Server,
  { shortName }: { readonly shortName: () => string },
  found: Found,
): Diagnosis {
  return { code, severity: "error", server: server.name, shortName: shortName(), ...found };
}

function isForRefusals(rule: Rule): rule is RefusalRule {
  return "status" in rule.on;
}

function isOneOf(wanted: RefusalRule["on"]["status"], status: number): boolean {
  return wanted === "any" || wanted === status;
}

function stageOf({ stage }: Rule): number {
  return STAGES.indexOf(stage);
}
