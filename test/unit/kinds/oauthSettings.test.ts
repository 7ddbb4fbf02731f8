import { describe, expect, it } from "vitest";
import { PRESET_IDS } from "../../../src/core/providers/presets.ts";
import { parseServers } from "../../../src/core/servers/parse.ts";
import { DEFAULT_REFRESH } from "../../../src/core/kinds/refresh.ts";

function parse(auth: Record<string, unknown>) {
  const { servers, findings } = parseServers({
    crm: { url: "https://mcp.example/mcp", auth: { type: "oauth", ...auth } },
  });
  return {
    auth: servers[0]?.auth,
    findings: findings.map(({ code, path, message }) => ({ code, path, message })),
  };
}

const OAUTH = { type: "oauth", flow: "authorization_code", refresh: DEFAULT_REFRESH } as const;

describe("A preset (R34)", () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      "of Microsoft puts the tenant into both addresses and leaves out the resource",
      { preset: "microsoft", tenantId: "contoso.example", clientId: "app" },
      {
        authorizationUrl: "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize",
        tokenUrl: "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token",
        omitResource: true,
        clientId: "app",
      },
    ],
    [
      "of Google asks for offline access",
      { preset: "google", clientId: "app" },
      {
        authorizationUrl: "https://accounts.google.com/o/oauth2/v2/auth",
        tokenUrl: "https://oauth2.googleapis.com/token",
        additionalParams: { access_type: "offline", prompt: "consent" },
        omitResource: true,
        clientId: "app",
      },
    ],
    [
      "of Salesforce takes the instance and its refresh scope",
      { preset: "salesforce", instanceUrl: "https://crm.my.salesforce.com/" },
      {
        authorizationUrl: "https://crm.my.salesforce.com/services/oauth2/authorize",
        tokenUrl: "https://crm.my.salesforce.com/services/oauth2/token",
        scopes: ["refresh_token"],
      },
    ],
    [
      "gives way to settings of the same name",
      { preset: "salesforce", instanceUrl: "https://crm.my.salesforce.com", scopes: ["api"] },
      {
        authorizationUrl: "https://crm.my.salesforce.com/services/oauth2/authorize",
        tokenUrl: "https://crm.my.salesforce.com/services/oauth2/token",
        scopes: ["api"],
      },
    ],
    [
      "of WorkBoard knows that its apps have a secret (R14)",
      { preset: "workboard", clientId: "app" },
      { confidential: true, clientId: "app" },
    ],
    [
      "of Workato names whose sign-in it is, and leaves the rest to it (R4)",
      { preset: "workato" },
      {},
    ],
  ])("%s", (_title, settings, expected) => {
    expect(parse(settings)).toEqual({
      auth: { ...OAUTH, preset: settings["preset"], ...expected },
      findings: [],
    });
  });

  it.each(PRESET_IDS)("of %s parses to something else than no preset", (preset) => {
    const values = { tenantId: "contoso.example", instanceUrl: "https://crm.my.salesforce.com" };
    expect(parse({ preset, ...values }).auth).not.toEqual(parse(values).auth);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["microsoft", { preset: "microsoft" }, "tenantId"],
    ["microsoft", { preset: "microsoft", tenantId: "{tenantId}" }, "tenantId"],
    ["microsoft", { preset: "microsoft", tenantId: "a/../../b" }, "tenantId"],
    ["salesforce", { preset: "salesforce", instanceUrl: "http://crm.example" }, "instanceUrl"],
  ])("of %s says which value its addresses lack: %j", (_preset, settings, name) => {
    const { auth, findings } = parse(settings);
    expect([auth, findings]).toEqual([
      undefined,
      [
        {
          code: "presetValueMissing",
          path: ["crm", "auth", name],
          message: expect.stringContaining(`needs “${name}”, such as`),
        },
      ],
    ]);
  });
});

describe("Enterprise-managed authorization", () => {
  it("takes the organization's identity provider", () => {
    const idp = { issuer: "https://idp.example", clientId: "mcp-connect", scopes: ["openid"] };
    expect(parse({ flow: "enterprise_managed", idp })).toEqual({
      auth: { ...OAUTH, flow: "enterprise_managed", idp },
      findings: [],
    });
  });

  it.each([[undefined], [{}], [{ issuer: "http://idp.example", clientId: "x" }]])(
    "says what is missing without it: %j",
    (idp) => {
      const { auth, findings } = parse({ flow: "enterprise_managed", ...(idp && { idp }) });
      expect([auth, findings.length]).toEqual([undefined, 1]);
    },
  );
});

describe("A token from outside", () => {
  const workload = { flow: "jwt_bearer", clientId: "workload" };
  it.each<[string, unknown, unknown, readonly string[]]>([
    ["of a variable", "${env:TOKEN}", { reference: "${env:TOKEN}" }, []],
    ["of a file", { file: "/var/run/token" }, { file: "/var/run/token" }, []],
    ["in clear", "canary", undefined, ["secretInSettings"]],
    ["beside a variable, in clear", "canary${env:TOKEN}", undefined, ["secretInSettings"]],
  ])("%s is taken by where it comes from only", (_what, assertion, taken, codes) => {
    const { auth, findings } = parse({ ...workload, assertion });
    expect([
      auth,
      findings.map(({ code }) => code),
      JSON.stringify([auth, findings]).includes("canary"),
    ]).toEqual([
      { ...OAUTH, ...workload, ...(taken !== undefined && { assertion: taken }) },
      codes,
      false,
    ]);
  });

  it.each<[string, unknown, string]>([
    ["a relative path", { file: "token" }, "settingsType at crm.auth.assertion.file"],
    [
      "a path on another machine",
      { file: "//host/token" },
      "settingsType at crm.auth.assertion.file",
    ],
    ["no path", {}, "settingsType at crm.auth.assertion.file"],
    ["a number", 1, "settingsShape at crm.auth.assertion"],
    ["another reference", "${TOKEN}", "variableNotExpanded at crm.auth.assertion"],
  ])("of %s is a finding", (_what, assertion, finding) => {
    const { auth, findings } = parse({ ...workload, assertion });
    expect([auth, findings.map(({ code, path }) => `${code} at ${path.join(".")}`)]).toEqual([
      undefined,
      [finding],
    ]);
  });

  it("may be an ID token of the identity provider, whose client may have a secret", () => {
    const idp = {
      issuer: "https://idp.example",
      clientId: "app",
      confidential: true,
      idToken: { file: "/run/id-token" },
    };
    const { auth, findings } = parse({ flow: "enterprise_managed", clientId: "mcp", idp });
    expect([auth, findings]).toEqual([
      { ...OAUTH, flow: "enterprise_managed", clientId: "mcp", idp },
      [],
    ]);
  });
});
