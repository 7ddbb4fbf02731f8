import type { Auth } from "../kinds/auth.ts";
import type { JwtAuth } from "../kinds/jwt.ts";
import type { OAuthAuth } from "../kinds/oauth.ts";
import type { TokenAuth } from "../kinds/token.ts";

/** A server as the settings describe it, after parsing. Holds no secret, except what variables put into `url`. */
export interface Server {
  /** The key under `mcpConnect.servers`; unique, and the label that the editor shows. */
  readonly name: string;
  /** The server's address, http or https, without user information or fragment. */
  readonly url: string;
  /** The address with its `${env:NAME}` references, where it has any: what is shown in place of `url`. */
  readonly writtenUrl?: string;
  /** Streamable HTTP, or the old HTTP+SSE transport of 2024-11-05. */
  readonly transport: "http" | "sse";
  /** Further request headers from the settings. Never a credential. */
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: Auth;
  /** Headers beside the one of `auth` whose values are secrets, such as a second key for a gateway in front of the server. */
  readonly secretHeaders?: readonly TokenAuth[];
}

/** The usable servers of the settings, as they are now. */
export interface ServerList {
  readonly servers: readonly Server[];
  get(name: string): Server | undefined;
}

/** Whether a server takes a personal token or API key. */
export function usesToken(server: Server): server is Server & { readonly auth: TokenAuth } {
  return server.auth.type === "token";
}

/** Whether a server is signed in to by OAuth. */
export function usesOAuth(server: Server): server is Server & { readonly auth: OAuthAuth } {
  return server.auth.type === "oauth";
}

/** A server whose tokens are minted on this machine. */
export type JwtServer = Server & { readonly auth: JwtAuth };

/** The origin that a credential for this server is bound to, in serialized form (`https://host:port`). */
export function originOf(server: Pick<Server, "url">): string {
  return new URL(server.url).origin;
}

/** The server's address as it may be shown: without what environment variables put into it. */
export function shownUrl(server: Pick<Server, "url" | "writtenUrl">): string {
  return server.writtenUrl ?? server.url;
}

/** A name to begin with for the server at an address: `https://www.example.com/mcp` → `example`. */
export function suggestedName(url: string): string {
  const { hostname } = new URL(url);
  // The numbers of an IP address name nothing.
  if (/^\[|^[\d.]+$/.test(hostname)) return "server";
  const labels = hostname.split(".").filter((label) => label !== "www");
  return (labels.length > 1 ? labels.at(-2) : labels[0]) ?? "server";
}
