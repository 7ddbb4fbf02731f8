import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { cycleIn, importsOf, roomCycleIn, violationsOf, type Sources } from "./importRules.ts";

const root = join(import.meta.dirname, "../..");

const sources: Sources = Object.fromEntries(
  readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((name) => posix.join("src", name.replaceAll("\\", "/")))
    .filter((path) => path.endsWith(".ts"))
    .map((path) => [path, readFileSync(join(root, path), "utf8")]),
);

describe("The sources", () => {
  it("import one way: extension → vscode → core, and within the core from the outside in", () => {
    expect(violationsOf(sources)).toEqual([]);
  });

  it("have no cycle of imports", () => {
    expect(cycleIn(sources)).toBe(undefined);
  });

  it("on the editor's side stand in rooms that know each other one way", () => {
    expect(roomCycleIn(sources)).toBe(undefined);
  });

  it("on the editor's side are registered by the index of each room", () => {
    const rooms = new Set(
      Object.keys(sources).flatMap((path) => /^src\/vscode\/([^/]+)\//.exec(path)?.[1] ?? []),
    );
    expect([...rooms].filter((room) => !sources[`src/vscode/${room}/index.ts`])).toEqual([]);
  });

  it("call each other's functions: no command of ours is run by its name", () => {
    const run = /executeCommand\(\s*["'`]mcpConnect\./;
    expect(Object.keys(sources).filter((path) => run.test(sources[path] ?? ""))).toEqual([]);
  });

  it("are all looked at, with all their imports", () => {
    const imports = Object.entries(sources).flatMap(([path, source]) => importsOf(path, source));
    const lines = Object.values(sources).flatMap(
      (source) => source.match(/^(?:import|\} from)\b/gm) ?? [],
    );
    expect([
      Object.keys(sources).includes("src/core/oauth/engine.ts"),
      imports.some(({ kind }) => kind === "later"),
      // A statement of several lines begins with `import` and ends with `} from`, which counts it twice.
      imports.length > lines.length / 2,
    ]).toEqual([true, true, true]);
  });
});

describe("An import is seen", () => {
  it.each([
    ['import { a, type B } from "./b.ts";', "src/core/b.ts", "value", ["a", "type B"]],
    ['import type { B } from "./b.ts";', "src/core/b.ts", "type", ["B"]],
    ['import {\n  a,\n  b,\n} from "../vscode/b.ts";', "src/vscode/b.ts", "value", ["a", "b"]],
    ['import * as tls from "node:tls";', "node:tls", "value", []],
    ['import "./b.ts";', "src/core/b.ts", "value", []],
    ['export { a } from "./b.ts";', "src/core/b.ts", "value", ["a"]],
    ['export * from "./b.ts";', "src/core/b.ts", "value", []],
    ['export type { B } from "./b.ts";', "src/core/b.ts", "type", ["B"]],
    ['const b = await import("./b.ts");', "src/core/b.ts", "later", []],
    ['type B = typeof import("./b.ts");', "src/core/b.ts", "type", []],
    ['const vscode = require("vscode");', "vscode", "value", []],
  ] as const)("in %s", (statement, target, kind, names) => {
    const source = `// A file.\nconst url = "https://example";\n${statement}\nexport const from = "x";\n`;
    expect(importsOf("src/core/a.ts", source)).toEqual([{ target, kind, names }]);
  });

  it("nowhere in comments and texts", () => {
    const source = `// import("./b.ts") loads it\n/**\n * import("./c.ts")\n */\nexport const text = "from";\n`;
    expect(importsOf("src/core/a.ts", source)).toEqual([]);
  });
});

describe("A violation is seen", () => {
  it.each([
    ["src/core/log.ts", 'import { window } from "vscode";', "the core does not know the editor"],
    ["src/core/log.ts", 'import type { Uri } from "vscode";', "the core does not know the editor"],
    ["src/core/gateway/gateway.ts", 'await import("vscode");', "the core does not know the editor"],
    [
      "src/core/oauth/engine.ts",
      'import { pick } from "../../vscode/ask/prompts.ts";',
      "the core imports nothing from outside it",
    ],
    [
      "src/core/log.ts",
      'import type { Server } from "./servers/server.ts";',
      "vocabulary does not build on servers",
    ],
    [
      "src/core/servers/server.ts",
      'import type { SignInStep } from "../oauth/engine.ts";',
      "servers does not build on oauth",
    ],
    [
      "src/core/oauth/engine.ts",
      'import { store } from "../credentials/storage/store.ts";',
      "oauth does not build on credentials",
    ],
    [
      "src/core/oauth/engine.ts",
      'import { read } from "../configfiles/syntax/json.ts";',
      "oauth does not build on configfiles",
    ],
    [
      "src/core/credentials/storage/store.ts",
      'import type { Gateway } from "../../gateway/gateway.ts";',
      "credentials does not build on gateway",
    ],
    [
      "src/core/gateway/gateway.ts",
      'import { diagnose } from "../diagnosis/diagnose.ts";',
      "gateway does not build on diagnosis",
    ],
    [
      "src/core/diagnosis/diagnose.ts",
      'import { store } from "../credentials/storage/store.ts";',
      "diagnosis does not build on credentials",
    ],
    ["src/core/cache/cache.ts", 'import { log } from "../log.ts";', "the layout has no room cache"],
    ["src/core/log.ts", 'import { no } from "./missing.ts";', "no such source file"],
    [
      "src/core/oauth/engine.ts",
      'import type { Server } from "node:http";',
      "only the gateway and the OAuth callback open sockets",
    ],
    [
      "src/core/oauth/engine.ts",
      'import { connect, isIP } from "node:net";',
      "only the gateway and the OAuth callback open sockets",
    ],
    [
      "src/extension.ts",
      'import { fetch } from "undici";',
      "only the gateway and the OAuth callback open sockets",
    ],
    [
      "src/vscode/ask/prompts.ts",
      'import { createTree } from "../servers/serverTree.ts";',
      "servers is met at its index",
    ],
    [
      "src/vscode/servers/serverTree.ts",
      'import type { Question } from "../ask/prompts.ts";',
      "ask is met at its index",
    ],
    [
      "src/vscode/servers/serverTree.ts",
      'await import("../ask/prompts.ts");',
      "ask is met at its index",
    ],
    [
      "src/extension.ts",
      'import { createTree } from "./vscode/servers/serverTree.ts";',
      "servers is met at its index",
    ],
    [
      "src/vscode/logger.ts",
      'import { register } from "./servers/index.ts";',
      "what all rooms use builds on none of them",
    ],
    [
      "src/vscode/ask/prompts.ts",
      'import { main } from "../../cli/findings.ts";',
      "the editor's side does not know the command line",
    ],
    [
      "src/vscode/ask/prompts.ts",
      'import { activate } from "../../extension.ts";',
      "nobody knows the extension that joins the rooms",
    ],
    ["src/manifest.ts", 'import { join } from "node:path";', "the manifest imports nothing"],
    [
      "src/cli/findings.ts",
      'import { pick } from "../vscode/ask/prompts.ts";',
      "the command line builds on the core only",
    ],
    [
      "src/utils/text.ts",
      'import { join } from "node:path";',
      "the layout has no place src/utils/",
    ],
  ])("in %s: %s", (path, statement, why) => {
    const harness: Sources = { ...EMPTY, [path]: statement };
    expect(violationsOf(harness).map((line) => line.replace(/^.* → \S+: /, ""))).toEqual([why]);
  });

  it("nowhere in what the layout allows", () => {
    expect(
      violationsOf({
        ...EMPTY,
        "src/core/configfiles/syntax/json.ts": 'import type { Finding } from "../../finding.ts";',
        "src/core/diagnosis/diagnose.ts":
          'import type { S } from "../credentials/storage/store.ts";\nimport { a } from "../oauth/engine.ts";',
        "src/core/status/tracker.ts": 'import { a } from "../diagnosis/diagnose.ts";',
        "src/core/gateway/gateway.ts": 'import { createServer } from "node:http";',
        "src/core/oauth/redirect/callbackServer.ts": 'import { createServer } from "node:http";',
        "src/core/oauth/engine.ts": 'import { isIP } from "node:net";\nimport { a } from "jose";',
        "src/vscode/servers/serverTree.ts":
          'import { askText } from "../ask/index.ts";\nimport { ID } from "../../manifest.ts";',
        "src/vscode/servers/index.ts":
          'import { Tree } from "./serverTree.ts";\nimport { log } from "../logger.ts";',
        "src/extension.ts": 'import { Tree } from "./vscode/servers/index.ts";',
      }),
    ).toEqual([]);
  });

  it("in a cycle, but not of types or of what is loaded later", () => {
    const cycle = {
      "src/a.ts": 'import { b } from "./b.ts";',
      "src/b.ts": 'import { c } from "./c.ts";',
      "src/c.ts": 'export { a } from "./a.ts";',
    };
    expect([
      cycleIn(cycle),
      cycleIn({ ...cycle, "src/b.ts": 'import type { C } from "./c.ts";' }),
      cycleIn({ ...cycle, "src/b.ts": 'await import("./c.ts");' }),
    ]).toEqual([["src/a.ts", "src/b.ts", "src/c.ts", "src/a.ts"], undefined, undefined]);
  });

  it.each([
    'import { register } from "../servers/index.ts";',
    'import type { Server } from "../servers/index.ts";',
    'export type { Server } from "../servers/index.ts";',
    'type Server = import("../servers/index.ts").Server;',
    'await import("../servers/index.ts");',
  ])("in a cycle of rooms, of types too: %s", (statement) => {
    const rooms = {
      "src/vscode/ask/prompts.ts": statement,
      "src/vscode/settings/index.ts": 'import { ask } from "../ask/index.ts";',
      "src/vscode/servers/index.ts": 'import { Tree } from "./serverTree.ts";',
      "src/vscode/servers/serverTree.ts": 'import type { S } from "../settings/index.ts";',
      "src/extension.ts": 'import { register } from "./vscode/servers/index.ts";',
    };
    expect([
      roomCycleIn(rooms),
      roomCycleIn({ ...rooms, "src/vscode/ask/prompts.ts": "" }),
    ]).toEqual([["ask", "servers", "settings", "ask"], undefined]);
  });
});

/** One file for each part, without imports. */
const EMPTY: Sources = Object.fromEntries(
  [
    "core/log.ts",
    "core/servers/server.ts",
    "core/finding.ts",
    "core/configfiles/syntax/json.ts",
    "core/oauth/engine.ts",
    "core/oauth/redirect/callbackServer.ts",
    "core/credentials/storage/store.ts",
    "core/gateway/gateway.ts",
    "core/diagnosis/diagnose.ts",
    "core/status/tracker.ts",
    "vscode/logger.ts",
    "vscode/ask/index.ts",
    "vscode/ask/prompts.ts",
    "vscode/servers/index.ts",
    "vscode/servers/serverTree.ts",
    "cli/findings.ts",
    "manifest.ts",
    "extension.ts",
  ].map((path) => [`src/${path}`, ""]),
);
