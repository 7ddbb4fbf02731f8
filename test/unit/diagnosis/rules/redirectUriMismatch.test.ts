import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../src/core/diagnosis/evidence.ts";
import type { Finding } from "../../../../src/core/finding.ts";
import { redirectUriMismatch } from "../../../../src/core/diagnosis/rules/redirectUriMismatch.ts";
import { failure, openSettings, refusal, signIn } from "../evidence.ts";

describe("A redirect URI that is not registered (R15, R42)", () => {
  it.each<[string, Evidence, Finding | undefined]>([
    [
      "is shown exactly, to copy",
      failure("redirectUriRejected", { redirectUri: "http://127.0.0.1:28417/callback" }),
      {
        code: "redirectUriMismatch",
        severity: "error",
        message:
          "The authorization server of “crm” does not know the redirect URI http://127.0.0.1:28417/callback. Register exactly this address at the provider.",
        server: "crm",
        fixes: [
          {
            kind: "action",
            title: "Copy redirect URI",
            action: { type: "copy", text: "http://127.0.0.1:28417/callback" },
          },
          signIn,
          openSettings,
        ],
      },
    ],
    ["is not claimed where the URI is not known", failure("redirectUriRejected"), undefined],
    [
      "is not another failure",
      failure("registrationRejected", { redirectUri: "http://127.0.0.1/" }),
      undefined,
    ],
    ["is not a refusal", refusal("oauth"), undefined],
  ])("%s", (_what, evidence, finding) => {
    expect(redirectUriMismatch.find(evidence)).toEqual(finding);
  });
});
