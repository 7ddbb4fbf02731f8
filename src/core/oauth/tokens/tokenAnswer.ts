import { Secret } from "../../secret.ts";
import { isObject, secondsIn, stringIn, stringsIn } from "../../guards.ts";

/** A successful answer of a token endpoint (RFC 6749, section 5.1). */
export interface TokenAnswer {
  readonly accessToken: Secret;
  readonly tokenType: "Bearer" | "DPoP";
  readonly refreshToken?: Secret;
  /** Seconds from the answer on. */
  readonly expiresInS?: number;
  /** Absent when the server leaves it out, which means: as asked for. */
  readonly scopes?: readonly string[];
  readonly idToken?: Secret;
  /** `issued_token_type` of a token exchange (RFC 8693). */
  readonly issuedTokenType?: string;
}

/** A refusal of an OAuth endpoint (RFC 6749, section 5.2). Only protocol codes are kept, no text of the server. */
export interface OAuthErrorAnswer {
  readonly error: string;
  /** Microsoft's number for the cause, from the description: `AADSTS50011` and the like. */
  readonly providerCode?: string;
  /** Whether the description speaks of the redirect URI. */
  readonly mentionsRedirectUri: boolean;
  /** Whether the description says that an administrator has to approve. */
  readonly needsAdmin: boolean;
}

const ADMIN_WORDINGS =
  /\bAADSTS(90094|90095|900941)\b|\badmin(istrator)?\b[^.]{0,40}\b(consent|approv|grant)/i;
const ERROR_CODE = /^[A-Za-z0-9_.-]{1,64}$/;
/** What RFC 6750 allows in a header; anything else would break the request or forge a header. */
const TOKEN_TEXT = /^[\x21-\x7e]+$/;

/**
 * Reads a successful answer. More lenient than the RFC where deployed servers are: `token_type` in any case or missing,
 * `expires_in` as a string, `scope` as an array. Undefined when there is no token in it that could be sent.
 */
export function parseTokenAnswer(document: unknown): TokenAnswer | undefined {
  if (!isObject(document)) return undefined;
  const accessToken = tokenIn(document["access_token"]);
  const tokenType = tokenTypeOf(document["token_type"]);
  if (accessToken === undefined || tokenType === undefined) return undefined;
  const refreshToken = tokenIn(document["refresh_token"]);
  const idToken = tokenIn(document["id_token"]);
  const expiresInS = secondsIn(document, "expires_in");
  const scopes = stringIn(document, "scope")?.split(/\s+/).filter(Boolean);
  const scopeList = scopes ?? stringsIn(document, "scope");
  const issuedTokenType = stringIn(document, "issued_token_type");
  return {
    accessToken,
    tokenType,
    ...(refreshToken && { refreshToken }),
    ...(expiresInS !== undefined && { expiresInS }),
    ...(scopeList && { scopes: scopeList }),
    ...(idToken && { idToken }),
    ...(issuedTokenType !== undefined && { issuedTokenType }),
  };
}

/** Reads a refusal; undefined when the body is not one. */
export function parseErrorAnswer(document: unknown): OAuthErrorAnswer | undefined {
  if (!isObject(document)) return undefined;
  const error = stringIn(document, "error");
  if (error === undefined) return undefined;
  const description = stringIn(document, "error_description")?.slice(0, 4096) ?? "";
  const providerCode = /\bAADSTS\d{4,8}\b/.exec(description)?.[0];
  return {
    error: ERROR_CODE.test(error) ? error : "unreadable",
    ...(providerCode !== undefined && { providerCode }),
    mentionsRedirectUri:
      /redirect_uri/.test(error) || /redirect[_ -]?ur[il]|\bAADSTS50011\b/i.test(description),
    needsAdmin: ADMIN_WORDINGS.test(description),
  };
}

function tokenIn(value: unknown): Secret | undefined {
  return typeof value === "string" && TOKEN_TEXT.test(value) ? new Secret(value) : undefined;
}

function tokenTypeOf(value: unknown): "Bearer" | "DPoP" | undefined {
  if (value === undefined) return "Bearer";
  if (typeof value !== "string") return undefined;
  const type = value.toLowerCase();
  if (type === "dpop") return "DPoP";
  // A token exchange answers `N_A` when what it issued is no access token (RFC 8693, section 2.2.1).
  return type === "bearer" || type === "n_a" ? "Bearer" : undefined;
}
