import fc from "fast-check";
import { parse as parseJsonc } from "jsonc-parser";
import { parse as parseTomlReference, stringify } from "smol-toml";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../../src/core/configfiles/syntax/json.ts";
import type { ConfigNode, ParsedText } from "../../../../src/core/configfiles/syntax/node.ts";
import { parseToml } from "../../../../src/core/configfiles/syntax/toml.ts";

/** The value that a tree describes. Of members of one name, the last counts. */
function valueOf(node: ConfigNode | undefined): unknown {
  switch (node?.type) {
    case "object":
      return Object.fromEntries(node.members.map(({ key, value }) => [key.value, valueOf(value)]));
    case "array":
      return node.items.map(valueOf);
    case "string":
    case "scalar":
      return node.value;
    case undefined:
      return undefined;
  }
}

/** Every string of a tree, keys included, with the text that it stands at. */
function strings(node: ConfigNode | undefined, text: string): [string, string][] {
  if (node === undefined || node.type === "scalar") return [];
  if (node.type === "string") {
    const inner = text.slice(node.offset + node.quote, node.offset + node.length - node.quote);
    return node.plain ? [[node.value, inner]] : [];
  }
  const children =
    node.type === "array" ? node.items : node.members.flatMap(({ key, value }) => [key, value]);
  return children.flatMap((child) => strings(child, text));
}

const problemsOf = ({ problems }: ParsedText) =>
  problems.map(({ problem, offset }) => [problem, offset]);

describe("parseJson", () => {
  it("reads what JSON.parse reads, from any JSON", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2, 4), (json, indent) => {
        const value: unknown = JSON.parse(json);
        const text = JSON.stringify(value, null, indent);
        const parsed = parseJson(text);
        expect(valueOf(parsed.root)).toEqual(JSON.parse(text));
        expect(parsed.problems).toEqual([]);
      }),
    );
  });

  it("knows the place of every string", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        for (const [value, written] of strings(parseJson(text).root, text))
          expect(written).toBe(value);
      }),
    );
  });

  it("reads comments, trailing commas and a byte order mark, and reports each", () => {
    const text = '\uFEFF{\n  // one\n  "a": [1, /* two */ 2,],\n}';
    const parsed = parseJson(text);
    expect(valueOf(parsed.root)).toEqual(parseJsonc(text.slice(1)));
    expect(problemsOf(parsed)).toEqual([
      ["byteOrderMark", 0],
      ["comment", 5],
      ["comment", 23],
      ["trailingComma", 34],
      ["trailingComma", 36],
    ]);
    expect(parsed.comments.map((comment) => comment.text)).toEqual(["// one", "/* two */"]);
  });

  it("reads on behind a value that is none", () => {
    const parsed = parseJson('{ "a": process.env.A, "b": { "c": "d" } }');
    expect(valueOf(parsed.root)).toEqual({ a: undefined, b: { c: "d" } });
  });

  it("reads a file without its outer braces, places included", () => {
    const text = '"a": { "b": "c" }';
    const parsed = parseJson(text);
    expect(valueOf(parsed.root)).toEqual({ a: { b: "c" } });
    expect(strings(parsed.root, text)).toEqual([
      ["a", "a"],
      ["b", "b"],
      ["c", "c"],
    ]);
  });

  it("keeps what is complete while the rest is being typed", () => {
    expect(valueOf(parseJson('{ "a": { "b": "c", "d"').root)).toEqual({
      a: { b: "c", d: undefined },
    });
  });
});

describe("parseToml", () => {
  const key = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/),
    fc.string({ minLength: 1, maxLength: 6 }),
  );
  const scalar = fc.oneof(fc.string(), fc.integer({ min: -1e6, max: 1e6 }), fc.boolean());
  const table = fc.dictionary(
    key.filter((one) => one !== "__proto__"),
    fc.oneof(
      scalar,
      fc.array(fc.string(), { maxLength: 3 }),
      fc.dictionary(
        key.filter((one) => one !== "__proto__"),
        scalar,
        { maxKeys: 3 },
      ),
    ),
    { maxKeys: 4 },
  );

  it("reads what smol-toml reads, from any document that smol-toml writes", () => {
    fc.assert(
      fc.property(table, (value) => {
        const text = stringify(value);
        const parsed = parseToml(text);
        expect(valueOf(parsed.root)).toEqual(JSON.parse(JSON.stringify(parseTomlReference(text))));
        expect(parsed.problems).toEqual([]);
        for (const [read, written] of strings(parsed.root, text)) expect(written).toBe(read);
      }),
    );
  });

  it.each([
    ["dotted keys", 'a.b."c d" = 1\na.e = 2'],
    ["tables in tables", "[a.b]\nx = 1\n[a]\ny = 2\n[a.c]\nz = 3"],
    ["arrays of tables", "[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\ny = 3"],
    ["inline tables", 'a = { b = "c", "d e" = { f = [1, 2, [3]] } }'],
    ["literal strings", "a = 'C:\\path'\nb = '''\nit's\n'''"],
    ["escapes", String.raw`a = "tab\t quote\" \u00e9 \U0001F600"`],
    ["multi-line strings", 'a = """\none \\\n   two"""\nb = """ "quoted" ""end"""""'],
    ["comments everywhere", "# x\na = [ # y\n  1, # z\n]\n[b] # w\nc = 1 # v"],
    ["CRLF line ends", "[a]\r\nb = 'c'\r\n"],
  ])("reads %s as smol-toml does", (_what, text) => {
    const parsed = parseToml(text);
    expect(valueOf(parsed.root)).toEqual(parseTomlReference(text));
    expect(parsed.problems).toEqual([]);
  });

  it("reports the place where smol-toml stops, and reads on at the next line", () => {
    const parsed = parseToml('[a]\nb = "open\nc = "d"\n');
    expect(problemsOf(parsed)).toEqual([["invalid", 13]]);
    expect(valueOf(parsed.root)).toEqual({ a: { b: "open", c: "d" } });
  });
});

describe("both parsers", () => {
  const fragments = fc.array(
    fc.constantFrom(
      ..."{ } [ ] : , = . # // /* */ \" ' \"\"\" ''' \\ \n a b1 true 1 \uFEFF mcpServers [mcp_servers.a]".split(
        " ",
      ),
    ),
    { maxLength: 60 },
  );

  it("end on any text, with every range inside it", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fragments.map((parts) => parts.join("")),
        ),
        (text) => {
          for (const { root, problems, comments } of [parseJson(text), parseToml(text)]) {
            for (const { offset, length } of [...problems, ...comments, ...nodes(root)]) {
              expect(offset).toBeGreaterThanOrEqual(0);
              expect(length).toBeGreaterThanOrEqual(0);
              expect(offset + length).toBeLessThanOrEqual(text.length);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("say nothing about nesting beyond the stack instead of failing", () => {
    expect(() => parseToml(`a = ${"[".repeat(20_000)}`)).not.toThrow();
  });
});

function nodes(node: ConfigNode | undefined): ConfigNode[] {
  if (node === undefined) return [];
  if (node.type === "array") return [node, ...node.items.flatMap(nodes)];
  if (node.type === "object") {
    return [node, ...node.members.flatMap(({ key, value }) => [key, ...nodes(value)])];
  }
  return [node];
}
