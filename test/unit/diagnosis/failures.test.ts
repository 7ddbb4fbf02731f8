import { describe, expect, it } from "vitest";
import { diagnose } from "../../../src/core/diagnosis/diagnose.ts";
import {
  checkConnection,
  failure,
  openSettings,
  server,
  set,
  setToken,
  signIn,
} from "../../../src/core/diagnosis/example.ts";
import { FAILURES } from "../../../src/core/diagnosis/failures.ts";
import { RULES } from "../../../src/core/diagnosis/rules/index.ts";
import { SETTINGS_CODES } from "../../../src/core/settingsCodes.ts";

const memory = {
  kind: "action",
  title: "Keep credentials in memory",
  action: { type: "useMemoryStorage" },
} as const;

describe("A failure that no rule explains", () => {
  it.each([
    ["unreachable", "oauth", "Not reachable", [checkConnection, openSettings]],
    ["timedOut", "none", "No answer", [checkConnection, openSettings]],
    ["certificateRejected", "token", "Certificate not trusted", [checkConnection, openSettings]],
    ["tooLarge", "oauth", "Answer too large", [checkConnection, openSettings]],
    ["redirectedElsewhere", "oauth", "Redirected elsewhere", [checkConnection, openSettings]],
    ["secretStoreFailed", "token", "Secret storage failed", [memory, checkConnection]],
    ["variableUnset", "token", "Variable not set", [checkConnection, openSettings]],
    ["lockTimedOut", "oauth", "Busy in another window", [checkConnection, openSettings]],
    ["grantRejected", "oauth", "Sign-in has ended", [signIn, openSettings]],
    ["registrationRejected", "oauth", "Registration refused", [signIn, openSettings]],
    // A server without OAuth is never told to sign in.
    ["headerInvalid", "token", "Header not allowed", [setToken, openSettings]],
    ["headerInvalid", "none", "Header not allowed", [openSettings]],
  ] as const)(
    "of %s with %s is told in our words, with the fixes of its step",
    (code, type, shortName, fixes) => {
      expect(diagnose(failure(code, {}, type))).toEqual({
        code,
        severity: "error",
        message: "“crm”: What happened, in our words.",
        server: "crm",
        shortName,
        fixes,
      });
    },
  );

  it("asks for the secret by its own name", () => {
    const evidence = failure("keyInvalid");
    const auth = {
      type: "jwt",
      header: "Authorization",
      scheme: "Bearer",
      jwt: { algorithm: "ES256" },
    } as const;
    expect(diagnose({ ...evidence, server: server(auth) }).fixes).toEqual([
      set("Set private key…"),
      openSettings,
    ]);
  });

  it("of a client whose secret is missing asks for the secret (R14)", () => {
    const evidence = failure("clientIdNeeded");
    const { auth } = evidence.server;
    if (auth.type !== "oauth") throw new Error("The server of this evidence uses OAuth.");
    const idp = { issuer: "https://idp.example", clientId: "client-2", confidential: true };
    const clients = [{ clientId: "client-1" }, { idp }];
    expect(
      clients.map(
        (named) => diagnose({ ...evidence, server: server({ ...auth, ...named }) }).fixes,
      ),
    ).toEqual(
      clients.map(() => [
        {
          kind: "action",
          title: "Set client secret…",
          action: { type: "setClientSecret", server: "crm" },
        },
        openSettings,
      ]),
    );
  });
});

it("has a short name of its own for each cause, of at most five words", () => {
  const names = Object.values({ ...SETTINGS_CODES, ...RULES, ...FAILURES }).map(({ shortName }) =>
    shortName(),
  );
  expect([
    names.filter((name, index) => names.indexOf(name) !== index),
    names.filter((name) => !/^[A-Z][\w-]*(?: [\w-]+){0,4}$/.test(name)),
  ]).toEqual([[], []]);
});
