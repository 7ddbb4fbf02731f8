import type { Server } from "../servers/server.ts";
import type { StoredCredential } from "./stored.ts";

/**
 * What the settings changed since the credential was stored, if it must not be sent for that reason.
 * The origin is part of the key already; here stand the header of a token and the endpoints of a sign-in,
 * which whoever can commit to the workspace can change too.
 */
export function bindingChange(
  server: Server,
  stored: StoredCredential,
): { readonly from: string; readonly to: string } | undefined {
  const { auth } = server;
  if (stored.kind === "token") {
    if (auth.type !== "token") return { from: "a token", to: auth.type };
    return auth.header.toLowerCase() === stored.header.toLowerCase() &&
      auth.scheme.toLowerCase() === stored.scheme.toLowerCase()
      ? undefined
      : { from: carrier(stored), to: carrier(auth) };
  }
  if (auth.type !== "oauth") return { from: "OAuth", to: auth.type };
  const { grant } = stored;
  if (auth.tokenUrl !== undefined && auth.tokenUrl !== grant.tokenEndpoint) {
    return { from: grant.tokenEndpoint, to: auth.tokenUrl };
  }
  if (auth.issuer !== undefined && auth.issuer !== grant.issuer) {
    return { from: grant.issuer, to: auth.issuer };
  }
  if (auth.idp && grant.idp && auth.idp.issuer !== grant.idp.issuer) {
    return { from: grant.idp.issuer, to: auth.idp.issuer };
  }
  return undefined;
}

function carrier({ header, scheme }: { header: string; scheme: string }): string {
  return `the header ${header}${scheme === "" ? "" : ` with ${scheme}`}`;
}
