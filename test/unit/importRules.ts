import { posix } from "node:path";

/** Source texts by path from the repository's root, such as `src/core/log.ts`. */
export type Sources = Readonly<Record<string, string>>;

export interface Import {
  /** A path from the root for our own files; a package's or built-in module's name otherwise. */
  readonly target: string;
  /** `type` vanishes when types are stripped; `later` is `import()`, which loads on use. */
  readonly kind: "value" | "type" | "later";
  /** The names in braces. */
  readonly names: readonly string[];
}

const STATIC = /^(?:import|export)\s+(type\s+)?(?:([^"';]*?)\s+from\s+)?["']([^"']+)["']/gm;
const CALLED = /\b(typeof\s+import|import|require)\(\s*["']([^"']+)["']/g;

/** The imports of one file, re-exports included. Reads text as Prettier leaves it: statements begin their line. */
export function importsOf(path: string, source: string): Import[] {
  const resolved = (target: string) =>
    target.startsWith(".") ? posix.join(posix.dirname(path), target) : target;
  const written = [...source.matchAll(STATIC)].map(
    ([, type, clause = "", target = ""]): Import => ({
      target: resolved(target),
      kind: type === undefined ? "value" : "type",
      names: (/\{([^}]*)\}/.exec(clause)?.[1] ?? "")
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean),
    }),
  );
  const called = [...source.matchAll(CALLED)]
    .filter(({ index }) => !isInComment(source, index))
    .map(([, how = "", target = ""]): Import => ({
      target: resolved(target),
      kind: how.startsWith("typeof") ? "type" : how === "require" ? "value" : "later",
      names: [],
    }));
  return [...written, ...called];
}

function isInComment(source: string, index: number): boolean {
  const line = source.slice(source.lastIndexOf("\n", index - 1) + 1, index);
  return /^\s*(?:\/\/|\/?\*)/.test(line) || /\s\/\/\s/.test(line);
}

/** What every room of the core may load besides itself: the vocabulary, and what is known of HTTP, providers and servers. */
const GROUND = ["vocabulary", "http", "providers", "kinds", "servers"];

/**
 * What each room of the core may load, from the outside in:
 * `vocabulary ← http ← providers ← kinds ← servers ← configfiles, oauth ← credentials ← gateway`.
 */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  vocabulary: [],
  http: GROUND.slice(0, 1),
  providers: GROUND.slice(0, 2),
  kinds: GROUND.slice(0, 3),
  servers: GROUND.slice(0, 4),
  configfiles: GROUND,
  oauth: GROUND,
  credentials: [...GROUND, "configfiles", "oauth"],
  gateway: [...GROUND, "configfiles", "oauth", "credentials"],
  diagnosis: [...GROUND, "oauth"],
  status: [...GROUND, "oauth", "credentials", "diagnosis"],
};
/** Diagnosis and status read what the outer rooms report, and run none of them. */
const TYPES_BELOW: Readonly<Record<string, readonly string[]>> = {
  diagnosis: ["credentials", "gateway"],
  status: ["gateway"],
};

/** Adapters that others build on: how to ask, how to write settings, how a finding becomes a place in the editor. */
const SHARED_ADAPTERS = new Set(
  [
    "ask/prompts",
    "ask/serverChoice",
    "ask/secretBox",
    "credentials/credentialEntry",
    "credentials/signingKeyEntry",
    "settings/settingsFile",
    "findings/diagnostics",
    "files/configFileUri",
    "settings/settingsDraft",
    "files/textChange",
    "signIn/signInInteraction",
  ].map((name) => `src/vscode/${name}.ts`),
);

const SOCKETS = /^(?:node:)?(?:http|https|http2|net|tls|dgram)$|^undici(?:\/|$)/;
const OPENS_SOCKETS = /^src\/core\/(?:gateway\/|oauth\/redirect\/callbackServer\.ts$)/;
/** Arithmetic on addresses that happens to live in `node:net`. */
const PURE_NAMES = new Set(["BlockList", "isIP", "isIPv4", "isIPv6", "SocketAddress"]);

/** Every import that the layout does not allow, as `file → target: why`, in the order of the files. */
export function violationsOf(sources: Sources): string[] {
  return Object.entries(sources)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([path, source]) =>
      importsOf(path, source).flatMap((found) => {
        const why = violation(path, found, sources);
        return why === undefined ? [] : [`${path} → ${found.target}: ${why}`];
      }),
    );
}

function violation(path: string, found: Import, sources: Sources): string | undefined {
  const { target, names } = found;
  if (path === "src/manifest.ts") return "the manifest imports nothing";
  const own = target.startsWith("src/");
  if (own && sources[target] === undefined) return "no such source file";
  const pure = names.length > 0 && names.every((name) => PURE_NAMES.has(name));
  if (SOCKETS.test(target) && !OPENS_SOCKETS.test(path) && !pure) {
    return "only the gateway and the OAuth callback open sockets";
  }
  const [, part = "", folder] = path.split("/");
  if (isComposition(path.slice("src/".length))) return undefined;
  if (part === "vscode") return violationOfAdapter(found);
  if (part === "cli") {
    return target === "vscode" || (own && !target.startsWith("src/core/"))
      ? "the command line builds on the core only"
      : undefined;
  }
  if (part !== "core")
    return `the layout has no place src/${part}${folder === undefined ? "" : "/"}`;
  if (target === "vscode") return "the core does not know the editor";
  return own ? violationInCore(roomOf(path), found) : undefined;
}

/** The files that join the adapters: the extension, and the parts of it that are loaded with their first use. */
function isComposition(path: string): boolean {
  return [
    "extension.ts",
    "vscode/files/fileFeatures.ts",
    "vscode/credentials/credentialFeatures.ts",
  ].includes(path);
}

function violationInCore(room: string, { target, kind }: Import): string | undefined {
  if (!target.startsWith("src/core/")) return "the core imports nothing from outside it";
  if (BELOW[room] === undefined) return `the layout has no room ${room}`;
  const other = roomOf(target);
  if (room === other || BELOW[room].includes(other)) return undefined;
  if (kind === "type" && TYPES_BELOW[room]?.includes(other)) return undefined;
  return `${room} does not build on ${other}`;
}

function violationOfAdapter({ target, kind }: Import): string | undefined {
  if (isComposition(target.slice("src/".length)) || target.startsWith("src/cli/")) {
    return "adapters do not know who joins them";
  }
  const adapter = target.startsWith("src/vscode/");
  return adapter && kind !== "type" && !SHARED_ADAPTERS.has(target)
    ? "adapters meet in extension.ts"
    : undefined;
}

/** The folder of the core that a file is in; `vocabulary` for the files beside the folders. */
function roomOf(path: string): string {
  const [, , name = "", ...rest] = path.split("/");
  return rest.length === 0 ? "vocabulary" : name;
}

/** The first cycle among modules as they load, as the files along it; types and what is loaded on use make none. */
export function cycleIn(sources: Sources): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    const source = sources[path];
    if (source === undefined || done.has(path)) return undefined;
    for (const { target, kind } of importsOf(path, source)) {
      const cycle = kind === "value" ? visit(target, [...trail, path]) : undefined;
      if (cycle) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of Object.keys(sources)) {
    const cycle = visit(path, []);
    if (cycle) return cycle;
  }
  return undefined;
}
