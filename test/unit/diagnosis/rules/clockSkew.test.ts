import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../src/core/diagnosis/evidence.ts";
import type { Finding } from "../../../../src/core/finding.ts";
import { clockSkew } from "../../../../src/core/diagnosis/rules/clockSkew.ts";
import { checkConnection, failure, NOW_MS, refusal } from "../evidence.ts";

describe("A clock that is wrong (R40)", () => {
  it.each<[string, Evidence, Finding | undefined]>([
    ...[
      { minutes: 5, sentence: "5 minutes behind" },
      { minutes: 61, sentence: "61 minutes behind" },
      { minutes: -10, sentence: "10 minutes ahead of" },
    ].map(({ minutes, sentence }): [string, Evidence, Finding] => [
      `is named when it is ${sentence} the server's`,
      refusal("oauth", { serverTimeMs: NOW_MS + minutes * 60_000 }, { jwt: {} }),
      {
        code: "clockSkew",
        severity: "error",
        message: `This machine's clock is ${sentence} “crm”, so its tokens look invalid. Set the clock.`,
        server: "crm",
        fixes: [checkConnection],
      },
    ]),
    [
      "explains nothing when it is less than five minutes off",
      refusal("oauth", { serverTimeMs: NOW_MS + 299_000 }, { jwt: {} }),
      undefined,
    ],
    [
      "explains nothing for a token that names no times",
      refusal("oauth", { serverTimeMs: NOW_MS + 3_600_000 }),
      undefined,
    ],
    ["is not known where the server sent no date", refusal("oauth", {}, { jwt: {} }), undefined],
    [
      "does not explain 403",
      refusal("oauth", { status: 403, serverTimeMs: 0 }, { jwt: {} }),
      undefined,
    ],
    ["is not a failure", failure("timedOut"), undefined],
  ])("%s", (_what, evidence, finding) => {
    expect(clockSkew.find(evidence)).toEqual(finding);
  });
});
