/**
 * The identifier of the server as an OAuth resource (RFC 8707): no fragment, no query, and no trailing slash,
 * as the MCP specification recommends.
 */
export function resourceOf(serverUrl: string): string {
  const url = new URL(serverUrl);
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/**
 * Whether the `resource` of protected-resource metadata covers the server: the same origin, and a path that is the
 * server's or a whole-segment beginning of it. Stricter than this refuses servers that describe themselves at the root.
 */
export function coversServer(resource: string, serverUrl: string): boolean {
  const announced = URL.parse(resource);
  const actual = new URL(serverUrl);
  if (!announced || announced.origin !== actual.origin || announced.hash !== "") return false;
  const base = announced.pathname.replace(/\/*$/, "/");
  return actual.pathname.replace(/\/*$/, "/").startsWith(base);
}
