import type { ClientFile, ConfigFormat } from "./format.ts";
import { FORMATS } from "./index.ts";

/** A place with servers, and the format in which they stand there. */
export interface FilledPlace {
  readonly path: readonly string[];
  readonly format: ConfigFormat;
}

/** A file that we know, by the client that reads it. */
export interface FileKind extends ClientFile {
  readonly syntax: ConfigFormat["syntax"];
  readonly places: readonly [FilledPlace, ...FilledPlace[]];
}

const ALL: readonly ConfigFormat[] = Object.values(FORMATS);

/** Every kind of file; those of no certain client last. */
const KINDS: readonly FileKind[] = ALL.toSorted(
  (one, other) => Number(one.isFallback ?? false) - Number(other.isFallback ?? false),
).flatMap(kindsOf);

function kindsOf(owner: ConfigFormat): FileKind[] {
  return owner.files.map((file) => {
    const filled = ({ path, format = owner }: ClientFile["places"][0]) => ({ path, format });
    const [principal, ...others] = file.places;
    return { ...file, syntax: owner.syntax, places: [filled(principal), ...others.map(filled)] };
  });
}

/** Tells from a path, with slashes of either kind, which client's file it is; undefined for files of no concern to us. */
export function kindOfFile(path: string): FileKind | undefined {
  const normalized = `/${path.replaceAll("\\", "/").toLowerCase()}`;
  return KINDS.find(({ paths }) => paths.some((pattern) => pattern.test(normalized)));
}

/** Names of the files that {@link kindOfFile} may know, as patterns of the editor; what matches still has to be asked about. */
export const CONFIG_FILE_NAMES: readonly string[] = [
  ...new Set(KINDS.flatMap(({ names }) => names)),
];

/** Spellings of root keys that no client reads and that users write. */
const MISSPELT_ROOTS = ["mcpservers", "MCPServers", "mcp-servers", "mcp.servers", "contextServers"];

/** Keys under which some client keeps its servers. In another client's file they are judged too, as its own format. */
export const ROOT_KEYS: ReadonlySet<string> = new Set([
  ...KINDS.filter(({ otherRoots }) => otherRoots !== "unrelated").flatMap(({ places }) =>
    places.flatMap(({ path }) => (path.length === 1 ? path : [])),
  ),
  ...MISSPELT_ROOTS,
]);

/** Keys that tell that an object is a server: a command, or a URL under the key of some client. */
export const SERVER_KEYS: readonly string[] = ["command", ...keysOf(({ urlKeys }) => urlKeys)];

/** Keys under which a URL stands: those of every client, and those that users write and no client reads. */
export const URL_KEYS: readonly string[] = [
  ...keysOf(({ urlKeys }) => urlKeys),
  "server_url",
  "uri",
  "endpoint",
  "baseUrl",
  "URL",
];

/** Keys under which headers stand: those of every client, and those that users write and no client reads. */
export const HEADER_KEYS: readonly string[] = [
  ...keysOf(({ headersKey }) => [headersKey]),
  "header",
  "Headers",
  "httpHeaders",
  "customHeaders",
];

/** Some keys of all clients, each once. */
function keysOf(keys: (format: ConfigFormat) => readonly string[]): readonly string[] {
  return [...new Set(ALL.flatMap(keys))];
}
