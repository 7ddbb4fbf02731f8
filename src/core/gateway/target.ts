import { Failure } from "../failure.ts";
import type { Server } from "../servers/server.ts";
import { prepareHeaders, type PreparedHeaders } from "./headers.ts";

/** What every request to a server needs, worked out once for each version of its settings. */
export interface Target {
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: PreparedHeaders;
}

const targets = new WeakMap<Server, Target>();

/** The target of a server as its settings describe it. */
export function targetOf(server: Server): Target {
  const known = targets.get(server);
  if (known !== undefined) return known;
  const { origin, pathname, search } = new URL(server.url);
  const target = { origin, path: pathname + search, headers: prepareHeaders(server.headers) };
  targets.set(server, target);
  return target;
}

/** Path and query with the query of the editor's request added. */
export function withQuery(path: string, query: string): string {
  if (query.length <= 1) return path;
  return path.includes("?") ? `${path}&${query.slice(1)}` : path + query;
}

const MAX_NAMED_PATH_LENGTH = 200;

/**
 * Path and query that a redirect leads to. Throws `redirectedElsewhere` for another origin, where the credential
 * must not go, and for a status that would turn a POST into a GET.
 */
export function redirectedPath(
  server: Server,
  from: string,
  method: string,
  redirect: { readonly status: number; readonly location: string },
): string {
  const { origin } = new URL(server.url);
  if (!URL.canParse(redirect.location, origin + from))
    throw new Failure(
      "redirectedElsewhere",
      `“${server.name}” answered with a redirect that cannot be read. Check its URL in the settings.`,
      { status: redirect.status },
    );
  const to = new URL(redirect.location, origin + from);
  if (to.origin !== origin)
    throw new Failure(
      "redirectedElsewhere",
      `“${server.name}” redirects to ${to.origin}. Nothing was sent there, because its credential belongs to ${origin}. If the server has moved, change its URL in the settings.`,
      { status: redirect.status, origin: to.origin },
    );
  const keepsMethod = redirect.status === 307 || redirect.status === 308;
  if (!keepsMethod && method !== "GET" && method !== "HEAD")
    throw new Failure(
      "redirectedElsewhere",
      `“${server.name}” redirects to ${origin}${to.pathname.slice(0, MAX_NAMED_PATH_LENGTH)}. Put that address into its URL in the settings.`,
      { status: redirect.status, origin },
    );
  return to.pathname + to.search;
}
