import { placeholderIn } from "./placeholder.ts";

/** Tokens that say by their form what they are. Forms as their providers document them. */
const KNOWN_FORMS: readonly RegExp[] = [
  /^gh[pousr]_[A-Za-z0-9]{16,}$/,
  /^github_pat_\w{20,}$/,
  /^glpat-[\w-]{16,}$/,
  /^xox[abprs]-[\w-]{12,}$/,
  /^sk-[\w-]{16,}$/,
  /^[rs]k_(?:live|test)_\w{12,}$/,
  /^AIza[\w-]{30,}$/,
  /^AKIA[A-Z0-9]{16}$/,
  /^hf_[A-Za-z0-9]{16,}$/,
  /^(?:ntn|secret)_[A-Za-z0-9]{20,}$/,
  /^lin_(?:api|oauth)_[A-Za-z0-9]{16,}$/,
  /^dapi[0-9a-f]{32}/,
  /^sbp_[0-9a-f]{20,}$/,
  /^figd_[\w-]{16,}$/,
  /^(?:tvly|fc|pplx|r8|npm|pypi|dop_v1|apify_api|ATATT)[-_]?[\w-]{20,}$/,
  /^eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}$/,
];

/** Tokens that GitHub, GitLab, Slack and others accept behind `Bearer` only, never alone in `Authorization`. */
const NEEDS_SCHEME =
  /^(?:gh[pousr]_|github_pat_|glpat-|xox[bp]-|hf_|ntn_|sbp_|[rs]k_(?:live|test)_|apify_api_)[\w-]{8,}$/;

/** Forms that are published on purpose, or identify and do not authenticate. */
const PUBLIC_FORMS: readonly RegExp[] = [
  /^(?:pk|sb_publishable|phc|pub)_/,
  /^(?:true|false|null|none|\d+)$/i,
  /^[\w.+-]+@[\w.-]+$/,
  /^(?:https?|file):\/\//,
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)/,
];

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Whether a text is a token of a form that a provider documents. */
export function isKnownSecret(text: string): boolean {
  return !isPublic(text) && KNOWN_FORMS.some((form) => form.test(text));
}

/** Whether a raw token is one that its provider accepts only with `Bearer` in front. */
export function needsBearer(token: string): boolean {
  return NEEDS_SCHEME.test(token) && placeholderIn(token) === undefined;
}

/**
 * Whether a literal value in a place that is made for a credential is one. `sure` where the place holds nothing else,
 * as behind `Bearer`; elsewhere the value has to look random as well.
 */
export function looksSecret(text: string, place: "sure" | "likely"): boolean {
  if (isPublic(text) || placeholderIn(text) !== undefined) return false;
  if (isKnownSecret(text)) return true;
  if (/\s/.test(text) || /[${}]/.test(text)) return false;
  if (place === "sure") return text.length >= 8;
  return !UUID.test(text) && text.length >= 16 && looksRandom(text);
}

/** Letters and digits mixed, as in tokens, and not the rhythm of words, numbers or versions. */
function looksRandom(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "").length;
  const letters = text.replaceAll(/[^A-Za-z]/g, "").length;
  return digits >= 2 && letters >= 4 && new Set(text).size >= 8;
}

function isPublic(text: string): boolean {
  return PUBLIC_FORMS.some((form) => form.test(text)) || isAnonymousJwt(text);
}

/** A JWT that grants what everyone may do, such as Supabase's `anon` key. */
function isAnonymousJwt(text: string): boolean {
  const payload = jwtPayload(text);
  return payload !== undefined && /"role"\s*:\s*"anon"/.test(payload);
}

/** Whether a text is a JSON Web Token by its form (RFC 7519). */
export function isJwt(text: string): boolean {
  return jwtPayload(text) !== undefined;
}

function jwtPayload(text: string): string | undefined {
  const [header, payload, , extra] = text.split(".");
  if (header === undefined || payload === undefined || extra !== undefined) return undefined;
  if (!/^eyJ[\w-]+$/.test(header) || !/^[\w-]+$/.test(payload)) return undefined;
  return Buffer.from(payload, "base64url").toString("utf8");
}
