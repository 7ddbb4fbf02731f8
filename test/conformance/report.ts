/** One line of a scenario's report. */
interface Check {
  readonly id: string;
  readonly status: string;
  readonly description: string;
}

/** What a scenario's report says; only `problems` decide. */
export interface Verdict {
  readonly succeeded: number;
  /** Failures and warnings, and a report that says nothing. */
  readonly problems: readonly string[];
}

/** Reads `checks.json` of a scenario. The tool's exit code is no substitute: it passes warnings in some modes. */
export function readReport(text: string): Verdict {
  const report: unknown = JSON.parse(text);
  const checks = Array.isArray(report) ? report.filter(isCheck) : [];
  const bad = checks.filter(({ status }) => status === "FAILURE" || status === "WARNING");
  const succeeded = checks.filter(({ status }) => status === "SUCCESS").length;
  return {
    succeeded,
    problems: [
      ...bad.map(({ id, status, description }) => `${status} ${id}: ${description}`),
      ...(succeeded === 0 ? ["The report holds no successful check."] : []),
    ],
  };
}

function isCheck(value: unknown): value is Check {
  return (
    typeof value === "object" &&
    value !== null &&
    "id" in value &&
    "status" in value &&
    "description" in value &&
    typeof value.status === "string"
  );
}
