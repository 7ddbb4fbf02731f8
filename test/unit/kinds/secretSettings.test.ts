import { describe, expect, it } from "vitest";
import { parseServers, type ParsedServers } from "../../../src/core/servers/parse.ts";

const url = "https://mcp.example/mcp";
const parse = (entry: object, variables: Readonly<Record<string, string>> = {}) =>
  parseServers({ crm: { url, ...entry } }, (name) => variables[name]);
const found = ({ findings }: ParsedServers) =>
  findings.map(({ path, code, severity }) => `${severity} ${code} at ${path.join(".")}`);
const server = (entry: object, variables?: Readonly<Record<string, string>>) =>
  parse(entry, variables).servers[0];

describe("Settings of a JWT that is signed here (R8, R11)", () => {
  it("have defaults, and take every claim", () => {
    expect([
      server({ auth: { type: "jwt" } })?.auth,
      server({
        auth: {
          type: "jwt",
          algorithm: "RS256",
          subject: "sub",
          secretSubject: false,
          name: "editor",
          audience: ["a", "b"],
          issuer: "iss",
          keyId: "kid",
          lifetime: 60,
          claims: { tenant: 7 },
          header: "X-Jwt",
        },
      })?.auth,
    ]).toEqual([
      { type: "jwt", header: "Authorization", scheme: "Bearer", jwt: { algorithm: "HS256" } },
      {
        type: "jwt",
        header: "X-Jwt",
        scheme: "",
        jwt: {
          algorithm: "RS256",
          subject: "sub",
          secretSubject: false,
          name: "editor",
          audience: ["a", "b"],
          issuer: "iss",
          keyId: "kid",
          lifetimeS: 60,
          claims: { tenant: 7 },
        },
      },
    ]);
  });

  it.each([
    ["another algorithm", { algorithm: "none" }, ["error settingsType at crm.auth.algorithm"]],
    ["too short a life", { lifetime: 1 }, ["error settingsType at crm.auth.lifetime"]],
    ["claims in a list", { claims: [] }, ["error settingsType at crm.auth.claims"]],
    ["a key in clear", { key: "secret" }, ["warning secretInSettings at crm.auth.key"]],
    ["a bad header", { header: "A B" }, ["error headerNameInvalid at crm.auth.header"]],
  ])("with %s become a finding", (_what, auth, findings) => {
    expect(found(parse({ auth: { type: "jwt", ...auth } }))).toEqual(findings);
  });
});

describe("Settings of basic authentication", () => {
  it("name the user", () => {
    expect(server({ auth: { type: "basic", username: "ada" } })?.auth).toEqual({
      type: "basic",
      username: "ada",
    });
  });

  it.each([
    ["no user name", {}, ["error settingsType at crm.auth.username"]],
    ["a colon", { username: "a:b" }, ["error settingsType at crm.auth.username"]],
    [
      "a password in clear",
      { username: "ada", password: "secret" },
      ["warning secretInSettings at crm.auth.password"],
    ],
  ])("with %s become a finding", (_what, auth, findings) => {
    expect(found(parse({ auth: { type: "basic", ...auth } }))).toEqual(findings);
  });
});

describe("Secret headers", () => {
  it("stand beside the credential, with their scheme or a reference", () => {
    expect(
      server({
        auth: { type: "oauth" },
        secretHeaders: { "X-Key": {}, "X-Other": { scheme: "Key", value: "${env:OTHER}" } },
      })?.secretHeaders,
    ).toEqual([
      { type: "token", header: "X-Key", scheme: "" },
      { type: "token", header: "X-Other", scheme: "Key", reference: "${env:OTHER}" },
    ]);
  });

  it.each([
    ["a value in clear", { "X-Key": { value: "secret" } }, "warning secretInSettings"],
    ["no object", { "X-Key": "secret" }, "error settingsShape"],
    ["a name that is none", { "X Key": {} }, "error headerNameInvalid"],
    ["another member", { "X-Key": { token: "x" } }, "warning settingsUnknownKey"],
  ])("with %s become a finding", (_what, secretHeaders, finding) => {
    expect(found(parse({ secretHeaders }))).toEqual([expect.stringContaining(finding)]);
  });
});

describe("References to environment variables (R33)", () => {
  it("are resolved in addresses and client ids, which are shown as they were written", () => {
    const parsed = server(
      { url: "https://${env:HOST}/mcp", auth: { type: "oauth", clientId: "${env:CLIENT}" } },
      { HOST: "eu.example", CLIENT: "client-1" },
    );
    expect(parsed).toMatchObject({
      url: "https://eu.example/mcp",
      writtenUrl: "https://${env:HOST}/mcp",
      auth: { clientId: "client-1" },
    });
  });

  it("in headers are secrets, which are looked up with each request", () => {
    expect(
      server({ headers: { "X-Team": "sales", Authorization: "Bearer ${env:TOKEN}" } }),
    ).toMatchObject({
      headers: { "X-Team": "sales" },
      secretHeaders: [
        { type: "token", header: "Authorization", scheme: "", reference: "Bearer ${env:TOKEN}" },
      ],
    });
  });

  it("stand for a token, a password or a key", () => {
    const reference = "${env:SECRET}";
    expect(
      [
        { type: "token", token: reference },
        { type: "basic", username: "ada", password: reference },
        { type: "jwt", key: reference },
      ].map((auth) => server({ auth })?.auth),
    ).toEqual([
      expect.objectContaining({ reference }),
      expect.objectContaining({ reference }),
      expect.objectContaining({ reference }),
    ]);
  });

  it.each([
    ["an unset variable in the address", { url: "https://${env:NO}/" }, "variableUnset at crm.url"],
    ["a bare name in the address", { url: "https://${NO}/" }, "variableNotExpanded at crm.url"],
    [
      "a bare name in a header",
      { headers: { "X-Key": "${NO}" } },
      "variableNotExpanded at crm.headers.X-Key",
    ],
    [
      "an input of another client in a token",
      { auth: { type: "token", token: "${input:token}" } },
      "variableNotExpanded at crm.auth.token",
    ],
    [
      "an unset variable as client id",
      { auth: { type: "oauth", clientId: "${env:NO}" } },
      "variableUnset at crm.auth.clientId",
    ],
  ])("that lead nowhere are a finding: %s", (_what, entry, finding) => {
    const parsed = parse(entry);
    expect([parsed.servers, found(parsed)]).toEqual([[], [`error ${finding}`]]);
  });

  it("say which variable, and how to write it", () => {
    const messages = (entry: object) => parse(entry).findings.map(({ message }) => message);
    expect([
      messages({ url: "https://${env:HOST}/" }),
      messages({ headers: { "X-Key": "${KEY}" } }),
    ]).toEqual([
      [expect.stringContaining("The environment variable HOST is not set.")],
      [
        "The header “X-Key”: “${KEY}” is not resolved here. Write “${env:KEY}” to use the environment variable KEY.",
      ],
    ]);
  });
});
