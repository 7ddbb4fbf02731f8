import { describe, expect, it } from "vitest";
import type { RefusalEvidence } from "../../../../src/core/diagnosis/evidence.ts";
import { secretRejected } from "../../../../src/core/diagnosis/rules/secretRejected.ts";
import type { Auth } from "../../../../src/core/kinds/auth.ts";
import { checkConnection, failure, openSettings, refusal, rotateToken } from "../evidence.ts";

const jwt = (algorithm: "HS256" | "RS256"): Auth => ({
  type: "jwt",
  header: "Authorization",
  scheme: "Bearer",
  jwt: { algorithm },
});
const basic: Auth = { type: "basic", username: "ada" };

function refused(auth: Auth, workedBefore = false, status = 401): RefusalEvidence {
  const evidence = refusal("token", { status }, { kind: "jwt", workedBefore });
  return { ...evidence, server: { ...evidence.server, auth } };
}

const finding = (message: string, fixes: readonly unknown[]) => ({
  code: "secretRejected",
  severity: "error",
  message,
  server: "crm",
  fixes,
});
const set = (title: string) => ({
  kind: "action",
  title,
  action: { type: "setToken", server: "crm" },
});

describe("A key or a password that is not accepted", () => {
  it.each([
    [
      "may be another shared secret (R9)",
      refused(jwt("HS256")),
      finding(
        "“crm” does not accept the tokens that are signed here: it has another shared secret, or wants other claims.",
        [set("Set signing key…"), openSettings],
      ),
    ],
    [
      "may be unknown to the server (R10)",
      refused(jwt("RS256")),
      finding(
        "“crm” does not accept the tokens that are signed here: it does not know the public key, or wants other claims.",
        [set("Set signing key…"), openSettings],
      ),
    ],
    [
      "was replaced where it worked before",
      refused(jwt("RS256"), true),
      finding(
        "“crm” no longer accepts the tokens that are signed here: the key was replaced or removed there.",
        [rotateToken, checkConnection],
      ),
    ],
    [
      "may be a wrong password",
      refused(basic),
      finding(
        "“crm” does not accept the password of ada: the user name or the password is wrong.",
        [set("Set password…"), openSettings],
      ),
    ],
    [
      "was a password that worked before",
      refused(basic, true),
      finding("“crm” no longer accepts the password of ada: it was replaced or removed there.", [
        rotateToken,
        checkConnection,
      ]),
    ],
    ["is not met by 403", refused(basic, false, 403), undefined],
    ["is not a token", refusal("token"), undefined],
    ["is not a failure", failure("unreachable"), undefined],
  ])("%s", (_what, evidence, expected) => {
    expect(secretRejected.find(evidence)).toEqual(expected);
  });
});
