import { t } from "@vscode/l10n";
import { Failure } from "../failure.ts";
import { quoted } from "../log.ts";
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
  const to = webAddress(redirect.location, origin + from);
  if (to === undefined)
    throw new Failure(
      "redirectedElsewhere",
      t(
        "“{0}” answered with a redirect that cannot be read. Check its URL in the settings.",
        server.name,
      ),
      { status: redirect.status },
    );
  if (to.origin !== origin)
    throw new Failure(
      "redirectedElsewhere",
      t(
        "“{0}” redirects to {1}. Nothing was sent there, because its credential belongs to {2}. If the server has moved, change its URL in the settings.",
        server.name,
        to.origin,
        origin,
      ),
      { status: redirect.status, origin: to.origin },
    );
  const keepsMethod = redirect.status === 307 || redirect.status === 308;
  if (!keepsMethod && method !== "GET" && method !== "HEAD")
    throw new Failure("redirectedElsewhere", moved(server, to.pathname), {
      status: redirect.status,
      origin,
    });
  return to.pathname + to.search;
}

/** A redirect that is not followed any more. */
export function furtherRedirect(server: Server, path: string): Failure {
  return new Failure("redirectedElsewhere", moved(server, path.replace(/\?.*/s, "")), {
    origin: targetOf(server).origin,
  });
}

/** A header field of the settings or the credential that cannot be sent. */
export function invalidHeader(server: Server, name: string): Failure {
  return new Failure(
    "headerInvalid",
    t(
      "The header {0} of “{1}” holds a character that HTTP does not allow, for example a line break. Correct it in the settings, or set the token again.",
      quoted(name),
      server.name,
    ),
  );
}

function moved(server: Server, path: string): string {
  const address = targetOf(server).origin + path.slice(0, MAX_NAMED_PATH_LENGTH);
  return t(
    "“{0}” redirects to {1}. Put that address into its URL in the settings.",
    server.name,
    address,
  );
}

/** An http or https address; undefined for anything else. */
export function webAddress(address: string, base: string): URL | undefined {
  if (!URL.canParse(address, base)) return undefined;
  const url = new URL(address, base);
  return url.protocol === "http:" || url.protocol === "https:" ? url : undefined;
}
