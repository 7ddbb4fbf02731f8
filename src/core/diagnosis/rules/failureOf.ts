import type { Rule } from "../evidence.ts";
import type { Fix } from "../../finding.ts";
import type { FailureCode } from "../../failure.ts";
import type { Server } from "../../servers/server.ts";
import {
  checkConnectionFix,
  memoryFix,
  newCredentialFix,
  openSettingsFix,
  setClientSecretFix,
} from "../fixes.ts";

/** Failures that no more specific rule explains: our own sentence, with the fix that fits the step. */
export const failureOf: Rule = {
  id: "failure",
  stage: "code",
  find(evidence) {
    if (evidence.kind !== "failure") return undefined;
    const { server, failure } = evidence;
    return {
      code: failure.code,
      severity: "error",
      // In a notification nothing else tells which server it is about.
      message: failure.message.includes(server.name)
        ? failure.message
        : `“${server.name}”: ${failure.message}`,
      server: server.name,
      fixes: fixesOf(failure.code, server),
    };
  },
};

const CONNECTION: ReadonlySet<FailureCode> = new Set([
  "unreachable",
  "timedOut",
  "certificateRejected",
  "tooLarge",
  "redirectedElsewhere",
  "lockTimedOut",
  "notMcpServer",
  "variableUnset",
] as const);

function fixesOf(code: FailureCode, server: Server): readonly Fix[] {
  // The settings name a client that has a secret (R14).
  if (code === "clientIdNeeded" && server.auth.type === "oauth" && server.auth.clientId) {
    return [setClientSecretFix(server.name), openSettingsFix(server.name)];
  }
  if (code === "secretStoreFailed") return [memoryFix(), checkConnectionFix(server.name)];
  return CONNECTION.has(code)
    ? [checkConnectionFix(server.name), openSettingsFix(server.name)]
    : [...newCredentialFix(server), openSettingsFix(server.name)];
}
