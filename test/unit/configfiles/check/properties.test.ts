import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kindOfFile } from "../../../../src/core/configfiles/clients/fileKind.ts";
import type { Finding, Fix } from "../../../../src/core/finding.ts";
import { FileChecker } from "../../../../src/core/configfiles/check/fileChecker.ts";
import { fixAll } from "../../../../src/core/configfiles/check/fixAll.ts";
import { RESERVED_FIELDS } from "../../../../src/core/http/reservedFields.ts";
import { applyEdits } from "../../../../src/core/textEdits.ts";
import { fileFindings, ofFile } from "./observed.ts";
import { readTable, tables, wrongCases } from "../../../fixtures/configfiles/corpus.ts";

/** More runs when somebody looks for rare cases: `RUNS=5000`. */
const RUNS = Number(process.env["RUNS"] ?? 200);

/** A path for each client and each of its files, from the tables of correct files. */
const PATHS = [
  ...Map.groupBy(
    tables().flatMap((table) => readTable("right", table).map(({ path }) => ({ table, path }))),
    ({ table, path }) => `${table} ${kindOfFile(path)?.id}`,
  ).values(),
].flatMap(([first]) => first?.path ?? []);
const path = fc.constantFrom(...PATHS);

const CASES = wrongCases();
const seed = fc.constantFrom(...CASES);

/** A case of the corpus with a part cut out or put in, as it looks while somebody types. */
const broken = fc
  .tuple(seed, fc.nat(), fc.nat(20), fc.string({ maxLength: 5 }))
  .map(([one, at, length, added]) => {
    const start = at % (one.text.length + 1);
    return { ...one, text: one.text.slice(0, start) + added + one.text.slice(start + length) };
  });

const text = (...values: string[]) => fc.constantFrom(...values);
const headerName = text(
  "Authorization",
  "Authorisation",
  "X-API-Key",
  "X-API-Kye",
  "API-Token",
  "X Key",
  "Cookie",
  "X-Region",
);
const headerValue = text(
  "Bearer ${env:A}",
  "Bearer YOUR_TOKEN",
  "Bear ${A}",
  "Bearer Bearer $A",
  '"Bearer x"',
  "Bearer fake-0123456789-abcdef",
  "Basic me:me",
  "Authorization: Bearer ${input:a}",
  "${inputs.a}",
  "<key>",
  "Bearer${env:A}",
  "eyJhbGciOiJub25lIn0.e30.ZmFrZQ",
  "a\nb",
  "",
);
const url = text(
  "https://www.myworkboard.com/wb/mcp",
  "https://a.example.com/mcp",
  "http://a.example.com/sse",
  "http://localhost:1/mcp",
  "https://<x>.omniapp.co/mcp/https",
  "https://callbacks.omniapp.co/callback/mcp",
  "https://me:Fake-Pa55@a.example.net/mcp",
  "${URL}",
  "",
);
const headers = fc.oneof(
  fc.dictionary(headerName, headerValue, { maxKeys: 3 }),
  fc.array(fc.record({ name: headerName, value: headerValue }), { maxLength: 2 }),
);
const remote = fc.record(
  {
    type: text("http", "sse", "streamable-http", "streamableHttp", "htpp", "stdio"),
    url,
    serverUrl: url,
    httpUrl: url,
    headers,
    header: headers,
    http_headers: headers,
    apiKey: headerValue,
    authorization_token: headerValue,
    requestInit: fc.record({ headers }),
    transport: fc.record({ type: text("http", "remote"), url, headers }),
    env: fc.dictionary(text("API_TOKEN", "LOG"), headerValue, { maxKeys: 2 }),
    auth: fc.record(
      {
        type: text("token", "oauth", "bearer"),
        token: headerValue,
        header: headerName,
        scheme: text("Bear", "Bearer"),
      },
      { requiredKeys: [] },
    ),
    disabled: fc.boolean(),
  },
  { requiredKeys: [] },
);
const bridge = fc.record({
  command: text("npx", "mcp-remote"),
  args: fc
    .tuple(url, headerName, headerValue, text("--header", "--header=", "-H"))
    .map(([at, name, value, option]) => ["mcp-remote", at, option, `${name}: ${value}`]),
  env: fc.dictionary(text("A", "AUTH_HEADER"), headerValue, { maxKeys: 2 }),
});
const server = fc.oneof(remote, bridge);
const servers = fc.oneof(
  fc.dictionary(text("a", "b", "env", "my-api"), server, { maxKeys: 3 }),
  fc.array(
    fc.tuple(text("a", "b", "c"), server).map(([name, one]) => ({ name, ...one })),
    { maxLength: 2 },
  ),
);
const generated = fc
  .record({
    root: text("mcpServers", "servers", "context_servers", "mcpConnect.servers"),
    servers,
    stray: fc.option(server),
    inputs: fc.option(fc.constant([{ type: "promptString", id: "a" }])),
    indent: fc.constantFrom(0, 2, "\t"),
    crlf: fc.boolean(),
  })
  .map(({ root, servers: map, stray, inputs, indent, crlf }) => {
    const file = {
      ...(inputs !== null && { inputs }),
      [root]: map,
      ...(stray !== null && { stray }),
    };
    const json = JSON.stringify(file, null, indent);
    return crlf ? json.replaceAll("\n", "\r\n") : json;
  });

function ranges(findings: readonly Finding[]) {
  return findings.flatMap(({ range, fixes }) => [
    ...(range === undefined ? [] : [range]),
    ...fixes.flatMap((fix) => (fix.kind === "edit" ? fix.edits.map((edit) => edit.range) : [])),
  ]);
}

/** How often each code is found; findings move when a fix moves what they stand in. */
function counts(findings: readonly Finding[]): Map<string, number> {
  const result = new Map<string, number>();
  for (const { code } of findings) result.set(code, (result.get(code) ?? 0) + 1);
  return result;
}

function edits(findings: readonly Finding[]): { code: string; fix: Fix & { kind: "edit" } }[] {
  return findings.flatMap(({ code, fixes }) =>
    fixes.flatMap((fix) => (fix.kind === "edit" ? [{ code, fix }] : [])),
  );
}

function expectFixToHelp(file: string, before: string): void {
  const findings = fileFindings(file, before);
  const earlier = counts(findings);
  for (const { code, fix } of edits(findings)) {
    const later = counts(fileFindings(file, applyEdits(before, fix.edits)));
    expect(later.get(code) ?? 0, `${code}: ${fix.title}`).toBeLessThan(earlier.get(code) ?? 0);
    const added = [...later].filter(([one, count]) => count > (earlier.get(one) ?? 0));
    expect(added, `${code}: ${fix.title}`).toEqual([]);
  }
}

describe("fileFindings", () => {
  it("gives findings or none for any text, never throws, and stays inside the text", () => {
    fc.assert(
      fc.property(
        path,
        fc.oneof(
          fc.string(),
          broken.map((one) => one.text),
          generated,
        ),
        (file, any) => {
          for (const { offset, length } of ranges(fileFindings(file, any))) {
            expect(offset).toBeGreaterThanOrEqual(0);
            expect(length).toBeGreaterThanOrEqual(0);
            expect(offset + length).toBeLessThanOrEqual(any.length);
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  it("does not throw at nesting beyond the stack", () => {
    expect(fileFindings("/w/.mcp.json", '{"mcpServers":'.repeat(200_000))).toEqual([]);
  });

  it("never quotes a secret in a message or a title", () => {
    const secret = "fake-0123456789-abcdef";
    fc.assert(
      fc.property(path, generated, (file, any) => {
        const said = fileFindings(file, any).flatMap(({ message, fixes }) => [
          message,
          ...fixes.map(({ title }) => title),
        ]);
        expect(said.filter((sentence) => sentence.includes(secret))).toEqual([]);
      }),
    );
  });

  it("gives for one text what a checker gives that has seen others before", () => {
    fc.assert(
      fc.property(path, fc.array(generated, { minLength: 2, maxLength: 4 }), (file, versions) => {
        const checker = new FileChecker();
        for (const version of versions) {
          const seen = ofFile(file, version, (one) => checker.check(one));
          expect(seen).toEqual(fileFindings(file, version));
        }
      }),
    );
  });
});

describe("a fix", () => {
  it.each(CASES)("removes its finding and adds none: $title", ({ path: file, text: before }) => {
    expectFixToHelp(file, before);
  });

  it("removes its finding and adds none, in any file that can be read", () => {
    fc.assert(fc.property(path, generated, expectFixToHelp), { numRuns: RUNS });
  });
});

const fixed = (file: string, any: string) => ofFile(file, any, (one) => fixAll(one)) ?? any;

describe("a fix in our own settings", () => {
  it("never gives a header a name that is not sent", () => {
    const spoilt = fc.tuple(
      fc.constantFrom(...RESERVED_FIELDS, "Proxy-Authorisation", "proxy-authorizaton"),
      fc.constantFrom("", ":", " ", " (optional)"),
      fc.constantFrom("headers", "secretHeaders"),
    );
    fc.assert(
      fc.property(spoilt, ([name, end, member]) => {
        const entry = { url: "https://a.example.com/mcp", [member]: { [name + end]: "x" } };
        const before = JSON.stringify({ "mcpConnect.servers": { a: entry } });
        const written = edits(fileFindings("/w/.vscode/settings.json", before))
          .flatMap(({ fix }) => fix.edits)
          .filter((edit) => RESERVED_FIELDS.has(edit.text.toLowerCase()));
        expect(written).toEqual([]);
      }),
    );
  });
});

describe("fixAll", () => {
  it("reaches a fixed point from any text", () => {
    fc.assert(
      fc.property(
        path,
        fc.oneof(
          broken.map((one) => one.text),
          generated,
        ),
        (file, any) => {
          const once = fixed(file, any);
          expect(fixed(file, once)).toBe(once);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
