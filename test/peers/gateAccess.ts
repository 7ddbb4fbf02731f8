import type { IncomingMessage } from "node:http";
import type { AuthorizationServer, TokenFacts } from "./authorizationServer.ts";
import { checkDpopProof } from "./dpopProof.ts";
import type { PersonalTokens } from "./personalTokens.ts";

/** Access tokens of an authorization server, checked as MCP asks of a resource server. */
export interface OAuthAccess {
  readonly kind: "oauth";
  readonly authorizationServer: Pick<AuthorizationServer, "issuer" | "introspect">;
  /** Scopes that every request needs. */
  readonly scopes?: readonly string[];
  /** The scope that calling one tool needs beyond those; a 403 with `insufficient_scope` asks for it. */
  readonly scopeOfTool?: (tool: string) => string | undefined;
  /** `required`: the token's audience must be this server. `ignored`: for clients that leave `resource` out. */
  readonly audience?: "required" | "ignored";
  /** Nonce that DPoP proofs must carry (RFC 9449, section 9). */
  readonly dpopNonce?: string;
}

/** Personal tokens in a header. */
export interface TokenAccess {
  readonly kind: "token";
  readonly tokens: PersonalTokens;
  /** Header that carries the token; `Authorization` unless given. */
  readonly header?: string;
  /** Scheme before the token; `Bearer` for `Authorization`, and none in any other header, unless given. */
  readonly scheme?: string;
}

export type GateAccess = OAuthAccess | TokenAccess;

/** What the gate makes of a request's credential. */
export type Verdict =
  | { readonly kind: "allowed"; readonly name: string; readonly scopes: readonly string[] }
  | { readonly kind: "missing" }
  | { readonly kind: "invalid" }
  | { readonly kind: "nonce" };

/** Reads the credential out of a request, as far as there is one. */
function credentialOf(
  access: GateAccess,
  request: IncomingMessage,
): { readonly scheme: string; readonly value: string } | undefined {
  const header = access.kind === "token" ? (access.header ?? "Authorization") : "Authorization";
  const field = request.headers[header.toLowerCase()];
  if (typeof field !== "string" || field === "") return undefined;
  const space = field.indexOf(" ");
  return space < 0
    ? { scheme: "", value: field }
    : { scheme: field.slice(0, space).toLowerCase(), value: field.slice(space + 1).trim() };
}

/** Judges the credential of a request to `resource`. */
export async function judge(
  access: GateAccess,
  request: IncomingMessage,
  resource: string,
  usedProofs: Set<string>,
): Promise<Verdict> {
  const credential = credentialOf(access, request);
  if (!credential) return { kind: "missing" };
  if (access.kind === "token") {
    const inAuthorization = (access.header ?? "Authorization").toLowerCase() === "authorization";
    const scheme = access.scheme ?? (inAuthorization ? "Bearer" : "");
    const name =
      credential.scheme === scheme.toLowerCase()
        ? access.tokens.nameOf(credential.value)
        : undefined;
    return name === undefined ? { kind: "invalid" } : { kind: "allowed", name, scopes: [] };
  }
  const facts = await access.authorizationServer.introspect(credential.value);
  if (!facts) return { kind: "invalid" };
  const forUs = access.audience === "ignored" || facts.audience.includes(resource);
  if (!forUs) return { kind: "invalid" };
  const possession = await provesPossession(
    access,
    request,
    credential,
    facts,
    usedProofs,
    resource,
  );
  if (possession !== "valid") return { kind: possession };
  return { kind: "allowed", name: facts.accountId ?? facts.clientId, scopes: facts.scopes };
}

async function provesPossession(
  access: OAuthAccess,
  request: IncomingMessage,
  credential: { readonly scheme: string; readonly value: string },
  facts: TokenFacts,
  used: Set<string>,
  resource: string,
): Promise<"valid" | "invalid" | "nonce"> {
  if (facts.jkt === undefined) return credential.scheme === "bearer" ? "valid" : "invalid";
  const proof = request.headers["dpop"];
  if (credential.scheme !== "dpop" || typeof proof !== "string") return "invalid";
  const url = new URL(request.url ?? "/", resource);
  return checkDpopProof({
    proof,
    method: request.method ?? "GET",
    url: url.origin + url.pathname,
    accessToken: credential.value,
    jkt: facts.jkt,
    used,
    nonce: access.dpopNonce,
  });
}
