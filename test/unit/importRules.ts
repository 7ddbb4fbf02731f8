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
  if (target === "src/extension.ts") return "nobody knows the extension that joins the rooms";
  if (path === "src/extension.ts" || part === "vscode") return violationInEditor(path, found);
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

function violationInCore(room: string, { target, kind }: Import): string | undefined {
  if (!target.startsWith("src/core/")) return "the core imports nothing from outside it";
  if (BELOW[room] === undefined) return `the layout has no room ${room}`;
  const other = roomOf(target);
  if (room === other || BELOW[room].includes(other)) return undefined;
  if (kind === "type" && TYPES_BELOW[room]?.includes(other)) return undefined;
  return `${room} does not build on ${other}`;
}

/** A room of the editor's side is what its index says it is; beside the rooms stands what all of them may use. */
function violationInEditor(path: string, { target }: Import): string | undefined {
  if (target.startsWith("src/cli/")) return "the editor's side does not know the command line";
  const room = editorRoomOf(path);
  const other = editorRoomOf(target);
  if (other === undefined || other === room) return undefined;
  if (room === undefined && path !== "src/extension.ts") {
    return "what all rooms use builds on none of them";
  }
  return target === `src/vscode/${other}/index.ts` ? undefined : `${other} is met at its index`;
}

/** The room of the editor's side that a file is in; undefined for files beside the rooms and elsewhere. */
function editorRoomOf(path: string): string | undefined {
  return /^src\/vscode\/([^/]+)\//.exec(path)?.[1];
}

/** The folder of the core that a file is in; `vocabulary` for the files beside the folders. */
function roomOf(path: string): string {
  const [, , name = "", ...rest] = path.split("/");
  return rest.length === 0 ? "vocabulary" : name;
}

/** The first cycle among modules as they load, as the files along it; types and what is loaded on use make none. */
export function cycleIn(sources: Sources): readonly string[] | undefined {
  const graph = Object.entries(sources).map(([path, source]): [string, readonly string[]] => [
    path,
    importsOf(path, source).flatMap(({ target, kind }) => (kind === "value" ? [target] : [])),
  ]);
  return cycleOf(new Map(graph));
}

/** The first cycle among the rooms of the editor's side, types and what is loaded on use included. */
export function roomCycleIn(sources: Sources): readonly string[] | undefined {
  const graph = new Map<string, string[]>();
  for (const [path, source] of Object.entries(sources)) {
    const room = editorRoomOf(path);
    if (room === undefined) continue;
    const others = importsOf(path, source).flatMap(({ target }) => editorRoomOf(target) ?? []);
    graph.set(room, [...(graph.get(room) ?? []), ...others.filter((other) => other !== room)]);
  }
  return cycleOf(graph);
}

/** The first cycle of a graph, as the nodes along it, the first one at both ends. */
function cycleOf(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...trail, node]);
      if (cycle) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node, []);
    if (cycle) return cycle;
  }
  return undefined;
}
