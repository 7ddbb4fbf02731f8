import type { OAuthServer } from "../../../src/core/oauth/types.ts";
import type { Auth } from "../../../src/core/kinds/auth.ts";
import type { OAuthAuth } from "../../../src/core/kinds/oauth.ts";
import { DEFAULT_REFRESH, type RefreshPolicy } from "../../../src/core/kinds/refresh.ts";
import type { TokenAuth } from "../../../src/core/kinds/token.ts";
import type { Server } from "../../../src/core/servers/server.ts";

const SERVER_URL = "https://mcp.example/mcp";

/** A server as the settings would describe it, and how it differs from the usual one. */
export function serverWith<Own extends Auth>(
  auth: Own,
  more: Partial<Omit<Server, "auth">> = {},
): Server & { readonly auth: Own } {
  return { name: "crm", url: SERVER_URL, transport: "http", headers: {}, ...more, auth };
}

/** A server that takes a token in the usual header. */
export function tokenServer(
  auth: Partial<TokenAuth> = {},
  url = SERVER_URL,
): Server & { readonly auth: TokenAuth } {
  return serverWith({ type: "token", header: "Authorization", scheme: "Bearer", ...auth }, { url });
}

/** The members of `auth` that a test sets itself. */
export type SomeOAuth = Partial<Omit<OAuthAuth, "refresh">> & {
  readonly refresh?: Partial<RefreshPolicy>;
};

/** A server that is signed in to by OAuth. Nobody waits between the attempts of a refresh. */
export function oauthServer(auth: SomeOAuth = {}, url = SERVER_URL): OAuthServer {
  const refresh = { ...DEFAULT_REFRESH, retryDelayMs: 1, ...auth.refresh };
  return serverWith({ type: "oauth", flow: "authorization_code", ...auth, refresh }, { url });
}
