import type { Evidence } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import { RULES } from "./rules/index.ts";

/** Turns evidence into the one finding that explains it best (R50). Never throws; there is always a finding. */
export function diagnose(evidence: Evidence): Finding {
  for (const rule of RULES) {
    const finding = rule.find(evidence);
    if (finding) return finding;
  }
  const { name } = evidence.server;
  const status = evidence.kind === "refusal" ? ` with HTTP status ${evidence.http.status}` : "";
  return {
    code: "requestRefused",
    severity: "error",
    message: `"${name}" refused the request${status}.`,
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
