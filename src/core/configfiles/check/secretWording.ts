import type { RuleContext } from "./rule.ts";

/** Reminds of the repository's history, which keeps a secret after the file has lost it. */
export function inHistory({ trackedFile }: RuleContext): string {
  return trackedFile === true
    ? " Version control tracks the file, so replace the credential at its provider as well: the history keeps this one."
    : "";
}
