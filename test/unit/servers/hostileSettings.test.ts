import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseServers, type ParsedServers } from "../../../src/core/servers/parse.ts";

const URL_TEXT = "https://mcp.example/mcp";

/** Findings in short: where, what, how bad. */
const found = ({ findings }: ParsedServers) =>
  findings.map(({ path, code, severity }) => `${severity} ${code} at ${path.join(".")}`);

describe("A secret in the settings (R37)", () => {
  it.each<[string, object, readonly string[]]>([
    ["token", { type: "token", token: "canary" }, ["warning secretInSettings at crm.auth.token"]],
    [
      "client secret",
      { type: "oauth", clientSecret: "canary" },
      ["warning secretInSettings at crm.auth.clientSecret"],
    ],
    [
      "client secret among the parameters",
      { type: "oauth", additionalParams: { client_secret: "canary", audience: "a" } },
      ["warning secretInSettings at crm.auth.additionalParams"],
    ],
    [
      "token under a name that means nothing",
      { type: "oauth", accessToken: "canary" },
      ["warning settingsUnknownKey at crm.auth.accessToken"],
    ],
    [
      "header that was pasted whole as a name",
      { type: "token", header: "Authorization: Bearer canary" },
      ["error headerNameInvalid at crm.auth.header"],
    ],
  ])(
    "as a %s is reported, and reaches neither the server nor a message",
    (_what, auth, findings) => {
      const parsed = parseServers({ crm: { url: URL_TEXT, auth } });
      const text = JSON.stringify([parsed.servers, parsed.findings]);
      expect([found(parsed), text.includes("canary")]).toEqual([findings, false]);
    },
  );

  it("in an address reaches no message", () => {
    const { servers, findings } = parseServers({ crm: { url: "https://ada:canary@mcp.example" } });
    expect([servers, JSON.stringify(findings).includes("canary")]).toEqual([[], false]);
  });
});

describe("Hostile settings", () => {
  it("never make it throw, and give only usable servers", () => {
    const key = fc.constantFrom(
      "__proto__",
      "constructor",
      "url",
      "type",
      "headers",
      "auth",
      "flow",
      "scopes",
      "refreshToken",
      "additionalParams",
      "token",
      "redirectUri",
      "a\u0000b",
    );
    const leaf = fc.oneof(
      fc.constantFrom<unknown>(
        "oauth",
        "token",
        URL_TEXT,
        "http://[::1",
        "\u0000",
        "x".repeat(1e4),
      ),
      fc.anything(),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "medium", withCrossShrink: true },
        leaf,
        fc.array(fc.tuple(key, tie("tree")), { maxLength: 6 }).map(ownMembers),
      ),
    }));
    const name = fc.oneof(key, fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, tree), { maxLength: 5 }), (entries) => {
        const { servers, findings } = parseServers(ownMembers(entries));
        expect([
          servers.filter(({ url }) => !/^https?:/.test(new URL(url).protocol)),
          findings.filter(({ message }) => message.length > 1000),
        ]).toEqual([[], []]);
      }),
      { numRuns: 500 },
    );
  });

  it("cannot reach the prototype through names", () => {
    const settings: unknown = JSON.parse(
      `{"__proto__": {"url": "${URL_TEXT}", "headers": {"__proto__": "x", "constructor": "y"}}}`,
    );
    const { servers, findings } = parseServers(settings);
    const [only] = servers;
    expect([
      servers.map(({ name }) => name),
      Object.entries(only?.headers ?? {}),
      findings,
      "url" in {},
    ]).toEqual([
      ["__proto__"],
      [
        ["__proto__", "x"],
        ["constructor", "y"],
      ],
      [],
      false,
    ]);
  });

  it("with 10,000 entries are read to the last", () => {
    const entries = Array.from({ length: 10_000 }, (_, index) => [
      `server ${index}`,
      { url: index % 2 === 0 ? URL_TEXT : 5 },
    ]);
    const { servers, findings } = parseServers(Object.fromEntries(entries));
    expect([servers.length, findings.length]).toEqual([5000, 5000]);
  });
});

/** An object whose members are its own whatever they are called, as `JSON.parse` makes it. */
function ownMembers(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries);
}
