import { describe, expect, it } from "vitest";
import { parseServers, type ParsedServers } from "../../../src/core/servers/parse.ts";
import { DEFAULT_REFRESH } from "../../../src/core/kinds/refresh.ts";
import { serverWith } from "../build/server.ts";
import type { Server } from "../../../src/core/servers/server.ts";

const URL_TEXT = "https://mcp.example/mcp";

/** Findings in short: where, what, how bad. */
const found = ({ findings }: ParsedServers) =>
  findings.map(({ path, code, severity }) => `${severity} ${code} at ${path.join(".")}`);

const server = ({ auth = { type: "none" }, ...more }: Partial<Server> = {}) =>
  serverWith(auth, { url: URL_TEXT, ...more });

describe("Settings of servers", () => {
  it.each([undefined, null, {}])("may be absent or empty: %j", (value) => {
    expect(parseServers(value)).toEqual({ servers: [], findings: [] });
  });

  it("become servers, with the defaults filled in", () => {
    const settings = {
      plain: { url: "HTTPS://MCP.example:443/mcp#part" },
      old: { url: "http://127.0.0.1:3000/sse", type: "sse", headers: { "X-Team": "sales" } },
      token: { url: URL_TEXT, auth: { type: "token" } },
      raw: { url: URL_TEXT, auth: { type: "token", header: "API-Token" } },
      scheme: { url: URL_TEXT, auth: { type: "token", header: "X-Auth", scheme: "Token" } },
      oauth: { url: URL_TEXT, auth: { type: "oauth" } },
      implied: { url: URL_TEXT, auth: {} },
    };
    const token = { type: "token", header: "Authorization", scheme: "Bearer" } as const;
    const oauth = { type: "oauth", flow: "authorization_code", refresh: DEFAULT_REFRESH } as const;
    expect(parseServers(settings)).toEqual({
      servers: [
        server({ name: "plain", url: URL_TEXT }),
        server({
          name: "old",
          url: "http://127.0.0.1:3000/sse",
          transport: "sse",
          headers: { "X-Team": "sales" },
        }),
        server({ name: "token", auth: token }),
        server({ name: "raw", auth: { ...token, header: "API-Token", scheme: "" } }),
        server({ name: "scheme", auth: { ...token, header: "X-Auth", scheme: "Token" } }),
        server({ name: "oauth", auth: oauth }),
        server({ name: "implied", auth: oauth }),
      ],
      findings: [],
    });
  });

  it("take the names that MCPify documents (R31, R32)", () => {
    const auth = {
      type: "oauth",
      flow: "authorization_code",
      clientId: "client",
      authorizationUrl: "https://login.example/authorize",
      tokenUrl: "https://login.example/token",
      redirectUri: "http://localhost:28417/callback",
      scopes: ["read", "write"],
      usePKCE: true,
      additionalParams: { audience: "https://api.example", prompt: "consent" },
      refreshToken: {
        enabled: true,
        bufferTime: 120,
        maxRetries: 5,
        retryDelay: 250,
        fallbackBehavior: "use-expired",
      },
    };
    expect(parseServers({ crm: { url: URL_TEXT, auth } })).toEqual({
      servers: [
        server({
          auth: {
            type: "oauth",
            flow: "authorization_code",
            clientId: "client",
            authorizationUrl: "https://login.example/authorize",
            tokenUrl: "https://login.example/token",
            redirectUri: "http://localhost:28417/callback",
            scopes: ["read", "write"],
            additionalParams: { audience: "https://api.example", prompt: "consent" },
            refresh: {
              enabled: true,
              bufferTimeS: 120,
              maxRetries: 5,
              retryDelayMs: 250,
              fallback: "use-expired",
            },
          },
        }),
      ],
      findings: [],
    });
  });

  it("take every further OAuth setting of the manifest", () => {
    const auth = {
      type: "oauth",
      flow: "client_credentials",
      confidential: true,
      scopes: "read  write",
      issuer: "https://login.example",
      revocationUrl: "https://login.example/revoke",
      deviceAuthorizationUrl: "http://localhost:9/device",
      clientMetadataUrl: "https://client.example/id.json",
      omitResource: true,
      allowIssuerMismatch: false,
      allowMissingPkceMetadata: true,
      refreshToken: false,
    };
    const { type: _type, refreshToken: _refresh, scopes: _scopes, ...rest } = auth;
    expect(parseServers({ crm: { url: URL_TEXT, auth } })).toEqual({
      servers: [
        server({
          auth: {
            ...rest,
            type: "oauth",
            flow: "client_credentials",
            scopes: ["read", "write"],
            refresh: { ...DEFAULT_REFRESH, enabled: false },
          },
        }),
      ],
      findings: [],
    });
  });
});

describe("A bad entry", () => {
  const entry = (changes: object) => ({ crm: { url: URL_TEXT, ...changes } });
  const oauth = (changes: object) => entry({ auth: { type: "oauth", ...changes } });

  it.each<[string, object | string, readonly string[]]>([
    ["a list of servers", [], ["error settingsShape at "]],
    ["a text in place of the servers", "x", ["error settingsShape at "]],
    ["an entry that is no object", { crm: "x" }, ["error settingsShape at crm"]],
    ["an entry that is null", { crm: null }, ["error settingsShape at crm"]],
    ["no address", { crm: {} }, ["error settingsUrl at crm.url"]],
    ["an address that is a number", entry({ url: 1 }), ["error settingsType at crm.url"]],
    ["a relative address", entry({ url: "/mcp" }), ["error settingsUrl at crm.url"]],
    ["another scheme", entry({ url: "file:///etc/hosts" }), ["error settingsUrl at crm.url"]],
    ["a script", entry({ url: "javascript:alert(1)" }), ["error settingsUrl at crm.url"]],
    [
      "a password in the address",
      entry({ url: "https://ada:pw@mcp.example" }),
      ["error secretInUrl at crm.url"],
    ],
    ["another transport", entry({ type: "stdio" }), ["error settingsType at crm.type"]],
    ["headers in a list", entry({ headers: [] }), ["error settingsType at crm.headers"]],
    [
      "a header that is a number",
      entry({ headers: { a: 1 } }),
      ["error settingsType at crm.headers"],
    ],
    [
      "a header name with a blank",
      entry({ headers: { "X Y": "" } }),
      ["error headerNameInvalid at crm.headers.X Y"],
    ],
    [
      "a line break in a header",
      entry({ headers: { a: "b\r\nc: d" } }),
      ["error headerValueInvalid at crm.headers.a"],
    ],
    [
      "a header of the connection",
      entry({ headers: { Host: "evil.example" } }),
      ["error headerReserved at crm.headers.Host"],
    ],
    ...[
      "Proxy-Authorization",
      "Proxy-Authenticate",
      "Expect",
      "HTTP2-Settings",
      "Accept-Encoding",
    ].map((name): [string, object, readonly string[]] => [
      `the header ${name}, which is never sent`,
      entry({ headers: { [name]: "x" } }),
      [`error headerReserved at crm.headers.${name}`],
    ]),
    [
      "a secret header of the connection",
      entry({ secretHeaders: { Expect: {} } }),
      ["error headerReserved at crm.secretHeaders.Expect"],
    ],
    [
      "a token in a header for proxies",
      entry({ auth: { type: "token", header: "proxy-authorization" } }),
      ["error headerReserved at crm.auth.header"],
    ],
    [
      "a signed token in a header of the connection",
      entry({ auth: { type: "jwt", header: "Upgrade" } }),
      ["error headerReserved at crm.auth.header"],
    ],
    [
      "another kind of auth",
      entry({ auth: { type: "digest" } }),
      ["error settingsType at crm.auth.type"],
    ],
    ["auth in a text", entry({ auth: "oauth" }), ["error settingsShape at crm.auth"]],
    [
      "a token header with a colon",
      entry({ auth: { type: "token", header: "A:" } }),
      ["error headerNameInvalid at crm.auth.header"],
    ],
    [
      "a scheme of two words",
      entry({ auth: { type: "token", scheme: "Bearer x" } }),
      ["error settingsType at crm.auth.scheme"],
    ],
    ["the implicit flow", oauth({ flow: "implicit" }), ["error settingsType at crm.auth.flow"]],
    [
      "PKCE turned off (R37)",
      oauth({ usePKCE: false }),
      ["error pkceTurnedOff at crm.auth.usePKCE"],
    ],
    [
      "an endpoint without TLS",
      oauth({ tokenUrl: "http://login.example/token" }),
      ["error endpointInsecure at crm.auth.tokenUrl"],
    ],
    [
      "a relative redirect URI",
      oauth({ redirectUri: "/callback" }),
      ["error settingsUrl at crm.auth.redirectUri"],
    ],
    ["scopes of numbers", oauth({ scopes: [1] }), ["error settingsType at crm.auth.scopes"]],
    [
      "too many retries",
      oauth({ refreshToken: { maxRetries: 11 } }),
      ["error settingsType at crm.auth.refreshToken.maxRetries"],
    ],
    [
      "a negative buffer",
      oauth({ refreshToken: { bufferTime: -1 } }),
      ["error settingsType at crm.auth.refreshToken.bufferTime"],
    ],
    [
      "another fallback",
      oauth({ refreshToken: { fallbackBehavior: "retry" } }),
      ["error settingsType at crm.auth.refreshToken.fallbackBehavior"],
    ],
    ["an empty name", { " ": { url: URL_TEXT } }, ["error settingsServerName at  "]],
    ["a name of two lines", { "a\nb": { url: URL_TEXT } }, ["error settingsServerName at a\nb"]],
    [
      "a name with half a character",
      { "a\ud800": { url: URL_TEXT } },
      ["error settingsServerName at a\ud800"],
    ],
    [
      "a name of 101 characters",
      { ["n".repeat(101)]: { url: URL_TEXT } },
      [`error settingsServerName at ${"n".repeat(101)}`],
    ],
  ])("with %s is a finding, and the others still work", (_what, value, findings) => {
    const together =
      Array.isArray(value) || typeof value === "string"
        ? value
        : { ...value, good: { url: URL_TEXT } };
    const parsed = parseServers(together);
    expect([found(parsed), parsed.servers]).toEqual([
      findings,
      together === value ? [] : [server({ name: "good" })],
    ]);
  });

  it("says what is wrong in one sentence that names the server, with a fix", () => {
    expect(parseServers({ crm: { url: URL_TEXT, auth: { type: "oauth", usePKCE: 1 } } })).toEqual({
      servers: [],
      findings: [
        {
          code: "settingsType",
          severity: "error",
          message: '“usePKCE” of "auth" of server “crm” must be true or false.',
          path: ["crm", "auth", "usePKCE"],
          server: "crm",
          fixes: [
            {
              kind: "action",
              title: "Open settings",
              action: { type: "openSettings", server: "crm" },
            },
          ],
        },
      ],
    });
  });

  it("leads from a proxy's credential to the editor's setting for it", () => {
    const [finding] = parseServers({
      crm: { url: URL_TEXT, headers: { "Proxy-Authorization": "Basic eA==" } },
    }).findings;
    expect(finding).toEqual({
      code: "headerReserved",
      severity: "error",
      message:
        'The header "Proxy-Authorization" is for a proxy, and the server never gets it. Remove it here, and set its value in the editor’s setting “http.proxyAuthorization”.',
      path: ["crm", "headers", "Proxy-Authorization"],
      server: "crm",
      fixes: [
        {
          kind: "action",
          title: "Open the setting “http.proxyAuthorization”",
          action: { type: "openSettings", setting: "http.proxyAuthorization" },
        },
        {
          kind: "action",
          title: "Open settings",
          action: { type: "openSettings", server: "crm" },
        },
      ],
    });
  });

  it("reports everything that is wrong with it at once", () => {
    expect(
      found(parseServers({ crm: { url: 1, type: 2, headers: 3, auth: { type: 4 }, more: 5 } })),
    ).toEqual([
      "error settingsType at crm.url",
      "error settingsType at crm.type",
      "error settingsType at crm.headers",
      "error settingsType at crm.auth.type",
      "warning settingsUnknownKey at crm.more",
    ]);
  });
});

describe("A header that two places set", () => {
  const auth = { type: "token", header: "X-Key" };
  it.each<[string, object, readonly string[], readonly string[]]>([
    [
      "the credential's, and not the other",
      { headers: { "x-key": "1", "X-A": "2" }, auth },
      ["X-A"],
      ["warning headerRepeated at crm.headers.x-key"],
    ],
    [
      "that of a sign-in, and not the other",
      { headers: { Authorization: "Basic eA==", DPoP: "x" }, auth: { type: "oauth" } },
      [],
      [
        "warning headerRepeated at crm.headers.Authorization",
        "warning headerRepeated at crm.headers.DPoP",
      ],
    ],
    [
      "the credential's, and no secret one",
      { secretHeaders: { "X-KEY": {} }, auth },
      [],
      ["warning headerRepeated at crm.secretHeaders.X-KEY"],
    ],
    [
      "the secret one, and not the other",
      { headers: { "X-Second": "1" }, secretHeaders: { "x-second": {} } },
      ["x-second"],
      ["warning headerRepeated at crm.headers.X-Second"],
    ],
    [
      "the first of two spellings",
      { headers: { "X-A": "1", "x-a": "2" } },
      ["X-A"],
      ["warning headerRepeated at crm.headers.x-a"],
    ],
    ["what nobody else sets", { headers: { Authorization: "Basic eA==" } }, ["Authorization"], []],
  ])("sends %s", (_what, members, names, findings) => {
    const parsed = parseServers({ crm: { url: URL_TEXT, ...members } });
    const sent = parsed.servers.flatMap(({ headers, secretHeaders = [] }) => [
      ...Object.keys(headers),
      ...secretHeaders.map(({ header }) => header),
    ]);
    expect([sent, found(parsed)]).toEqual([names, findings]);
  });
});

describe("A member that has no meaning here", () => {
  it("is a warning, and the server works", () => {
    const parsed = parseServers({
      crm: {
        url: URL_TEXT,
        serverUrl: "x",
        auth: { type: "oauth", scope: "read", refreshToken: { buffer: 1 } },
      },
    });
    expect([found(parsed), parsed.servers.map(({ name }) => name)]).toEqual([
      [
        "warning settingsUnknownKey at crm.auth.refreshToken.buffer",
        "warning settingsUnknownKey at crm.auth.scope",
        "warning settingsUnknownKey at crm.serverUrl",
      ],
      ["crm"],
    ]);
  });

  it("is quoted in the message, so that it stays one short line", () => {
    const { findings } = parseServers({ crm: { url: URL_TEXT, [`a\n${"b".repeat(1e5)}`]: 1 } });
    expect(findings.map(({ message }) => message)).toEqual([
      String.raw`Server “crm” has no setting "a\n${"b".repeat(198)}…": it is ignored.`,
    ]);
  });
});
