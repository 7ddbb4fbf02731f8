import type { Placement } from "../../http/placement.ts";
import type { Auth } from "../../kinds/auth.ts";
import type { Server } from "../../servers/server.ts";
import type { StoredCredential, StoredGrant } from "./stored.ts";

/** What the settings named when a credential was stored, and what they name now. */
export interface BindingChange {
  readonly from: string;
  readonly to: string;
}

/**
 * What the settings changed since the credential was stored, if it must not be sent for that reason.
 * The origin is part of the key already; here stand the header of a token, the variable that is sent, and the endpoints
 * of a sign-in, which whoever can commit to the workspace can change too.
 */
export function bindingChange(
  { auth }: Pick<Server, "auth">,
  stored: StoredCredential,
): BindingChange | undefined {
  switch (stored.kind) {
    case "token":
      if (auth.type !== "token" || auth.reference !== undefined) break;
      return placementChange(stored, auth);
    case "reference":
      if (auth.type === "none" || auth.type === "oauth" || auth.reference === undefined) break;
      return (
        differing(variables(stored.reference), variables(auth.reference)) ??
        (auth.type === "basic" ? undefined : placementChange(stored, auth))
      );
    case "basic":
      if (auth.type !== "basic" || auth.reference !== undefined) break;
      return differing(`the user ${stored.username}`, `the user ${auth.username}`);
    case "jwt":
      if (auth.type !== "jwt" || auth.reference !== undefined) break;
      return differing(stored.algorithm, auth.jwt.algorithm) ?? placementChange(stored, auth);
    case "client":
      if (auth.type !== "oauth") break;
      return differing(`the client ${stored.clientId}`, `the client ${auth.clientId ?? "unnamed"}`);
    case "oauth":
      if (auth.type !== "oauth") break;
      return endpointChange(auth, stored);
  }
  return { from: KINDS[stored.kind], to: kindOf(auth) };
}

const KINDS: Readonly<Record<StoredCredential["kind"], string>> = {
  token: "a token",
  reference: "an environment variable",
  basic: "a password",
  jwt: "a signing key",
  client: "a client secret",
  oauth: "OAuth",
};

function kindOf(auth: Auth): string {
  if (auth.type === "none") return "no credential";
  if (auth.type === "oauth") return KINDS.oauth;
  return auth.reference === undefined ? KINDS[auth.type] : KINDS.reference;
}

function endpointChange(
  auth: Extract<Auth, { type: "oauth" }>,
  { grant }: StoredGrant,
): BindingChange | undefined {
  return (
    differing(grant.tokenEndpoint, auth.tokenUrl) ??
    differing(grant.issuer, auth.issuer) ??
    (grant.idp && differing(grant.idp.issuer, auth.idp?.issuer))
  );
}

/** Both sides where they differ; nothing where the settings leave it open. */
function differing(from: string, to: string | undefined): BindingChange | undefined {
  return to === undefined || from === to ? undefined : { from, to };
}

/** Header names and schemes are the same in any case (RFC 9110, sections 5.1 and 11.1). */
function placementChange(from: Placement, to: Placement): BindingChange | undefined {
  const one = placementWords(from);
  const other = placementWords(to);
  return one.toLowerCase() === other.toLowerCase() ? undefined : { from: one, to: other };
}

function placementWords({ header, scheme }: Placement): string {
  return `the header ${header}${scheme === "" ? "" : ` with ${scheme}`}`;
}

function variables(reference: string): string {
  return `the variable ${reference}`;
}
