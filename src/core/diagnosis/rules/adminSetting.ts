import type { Rule } from "../evidence.ts";
import { checkConnectionFix } from "../fixes.ts";

/** Answers that name a switch which only an administrator can turn: another sign-in would not help (R26). */
const KNOWN = [
  {
    wording: /personal access tokens aren.t enabled/i,
    setting: "Settings > API Keys > Personal tokens",
  },
  { wording: /mcp server (is )?disabled/i, setting: "Settings > AI > General" },
] as const;

export const adminSetting: Rule = {
  id: "adminSetting",
  stage: "wording",
  find(evidence) {
    if (evidence.kind !== "refusal" || evidence.http.status !== 403) return undefined;
    const { name } = evidence.server;
    const known = KNOWN.find(({ wording }) => wording.test(evidence.http.bodyStart ?? ""));
    if (!known) return undefined;
    return {
      code: "adminSetting",
      severity: "error",
      message: `“${name}” has this turned off: ask an administrator to turn it on under ${known.setting}.`,
      server: name,
      fixes: [checkConnectionFix(name)],
    };
  },
};
