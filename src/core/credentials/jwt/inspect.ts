import { t } from "@vscode/l10n";
import type { Secret } from "../../secret.ts";
import { decodeJsonObject } from "./looksLikeJwt.ts";

/** What can be wrong with a token as far as its own text tells. */
export type JwtProblemCode =
  | "notJwt"
  | "encrypted"
  | "unsigned"
  | "expired"
  | "notYetValid"
  | "issuedInFuture"
  | "timesInMilliseconds"
  | "timeUnreadable"
  | "noExpiry";

export interface JwtProblem {
  readonly code: JwtProblemCode;
  readonly sentence: string;
}

/** A token's contents without its signature. Times are milliseconds since the epoch. */
export interface JwtInspection {
  /** The JOSE header; empty when it cannot be read. */
  readonly header: Readonly<Record<string, unknown>>;
  /** The claims, those to be hidden as `[secret]`; empty when they cannot be read. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly issuer?: string;
  /** `aud` as a list, whichever of its two forms it has. */
  readonly audience: readonly string[];
  readonly issuedAtMs?: number;
  readonly expiresAtMs?: number;
  /** Whole seconds until `exp`, negative once it has passed. */
  readonly timeLeftS?: number;
  /** The most telling one first. */
  readonly problems: readonly JwtProblem[];
}

export interface InspectJwtOptions {
  /**
   * Claims whose values are secrets: `sub` where it is the auth token of a Workato access profile (R8).
   * They are shown as `[secret]`.
   */
  readonly secretClaims?: readonly string[];
}

const REDACTED = "[secret]";
const MAX_LENGTH = 65_536;
// The clocks of two machines differ by a few seconds even when both are kept right.
const CLOCK_TOLERANCE_MS = 60_000;
// As seconds this is the year 5138, as milliseconds the year 1973.
const SMALLEST_MILLISECONDS = 1e11;

/**
 * Reads a token's header and claims without checking its signature, for the user to look at (R11) and for the diagnosis
 * of a 401 (R20). Forgives a scheme and spaces around the token, base64 instead of base64url, and times in text.
 * Claims come from whoever made the token: escape them where they are shown.
 */
export function inspectJwt(
  token: Secret,
  nowMs: number,
  { secretClaims = [] }: InspectJwtOptions = {},
): JwtInspection {
  const parts = token
    .reveal()
    .slice(0, MAX_LENGTH)
    .trim()
    .replace(/^Bearer\s+/i, "")
    .split(".");
  const header = decodeJsonObject(parts[0] ?? "");
  if (!header || parts.length < 2) return unreadable({}, "notJwt", notJwt());
  // RFC 7516 section 9: five parts, and an `enc` in the header, are an encrypted token.
  if (parts.length === 5 || "enc" in header) return unreadable(header, "encrypted", encrypted());
  const claims = decodeJsonObject(parts[1] ?? "");
  if (!claims) return unreadable(header, "notJwt", notJwt());

  const issuer = claims["iss"];
  const times = {
    iat: readTime(claims, "iat"),
    nbf: readTime(claims, "nbf"),
    exp: readTime(claims, "exp"),
  };
  const { iat, exp } = times;
  return {
    header,
    claims: hide(claims, secretClaims),
    ...(typeof issuer === "string" && { issuer }),
    audience: [claims["aud"]].flat().filter((entry) => typeof entry === "string"),
    ...(iat.atMs !== undefined && { issuedAtMs: iat.atMs }),
    ...(exp.atMs !== undefined && {
      expiresAtMs: exp.atMs,
      timeLeftS: Math.floor((exp.atMs - nowMs) / 1000),
    }),
    problems: [
      ...(parts.length === 3 && parts[2] !== "" && header["alg"] !== "none" ? [] : [unsigned()]),
      ...findTimeProblems(times, nowMs),
    ],
  };
}

interface ClaimedTime {
  readonly atMs?: number;
  readonly problem?: JwtProblem;
}

/** Reads a NumericDate (RFC 7519 section 2), which is in seconds and may have a fraction. */
function readTime(claims: Readonly<Record<string, unknown>>, name: string): ClaimedTime {
  const value = claims[name];
  if (value === undefined) return {};
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) {
    return {
      problem: {
        code: "timeUnreadable",
        sentence: t(
          "The token's “{0}” is not a number of seconds, so servers will refuse it. Ask whoever issues the token to correct it.",
          name,
        ),
      },
    };
  }
  if (number < SMALLEST_MILLISECONDS) return { atMs: number * 1000 };
  return {
    atMs: number,
    problem: {
      code: "timesInMilliseconds",
      sentence: t(
        "The token's “{0}” is in milliseconds, where seconds are expected. Ask whoever issues the token to correct it.",
        name,
      ),
    },
  };
}

function findTimeProblems(
  { iat, nbf, exp }: Readonly<Record<"iat" | "nbf" | "exp", ClaimedTime>>,
  nowMs: number,
): JwtProblem[] {
  const problems: JwtProblem[] = [];
  if (exp.atMs !== undefined && exp.atMs <= nowMs) {
    problems.push({
      code: "expired",
      sentence: t("The token expired {0} ago. Set a new one.", describeSpan(nowMs - exp.atMs)),
    });
  }
  if (nbf.atMs !== undefined && nbf.atMs > nowMs + CLOCK_TOLERANCE_MS) {
    problems.push({
      code: "notYetValid",
      sentence: t(
        "The token is not valid until {0} from now. Wait, or check this machine's clock.",
        describeSpan(nbf.atMs - nowMs),
      ),
    });
  }
  if (iat.atMs !== undefined && iat.atMs > nowMs + CLOCK_TOLERANCE_MS) {
    problems.push({
      code: "issuedInFuture",
      sentence: t(
        "The token says that it was issued {0} from now. Check this machine's clock.",
        describeSpan(iat.atMs - nowMs),
      ),
    });
  }
  for (const { problem } of [exp, nbf, iat]) if (problem) problems.push(problem);
  if (exp.atMs === undefined && !exp.problem) problems.push(noExpiry());
  return problems;
}

const UNITS = [
  [86_400_000, (count: number) => (count === 1 ? t("1 day") : t("{0} days", count))],
  [3_600_000, (count: number) => (count === 1 ? t("1 hour") : t("{0} hours", count))],
  [60_000, (count: number) => (count === 1 ? t("1 minute") : t("{0} minutes", count))],
  [1000, (count: number) => (count === 1 ? t("1 second") : t("{0} seconds", count))],
] as const;

/** A span in the largest unit that fits, such as “1 minute” or “3 days”. */
function describeSpan(spanMs: number): string {
  const [unitMs, words] = UNITS.find(([size]) => spanMs >= size) ?? UNITS[3];
  return words(Math.max(1, Math.floor(spanMs / unitMs)));
}

function hide(
  claims: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [name, names.includes(name) ? REDACTED : value]),
  );
}

function unreadable(
  header: Readonly<Record<string, unknown>>,
  code: JwtProblemCode,
  sentence: string,
): JwtInspection {
  return { header, claims: {}, audience: [], problems: [{ code, sentence }] };
}

function notJwt(): string {
  return t(
    "This token is not a JWT: it says nothing about itself, and only the server knows whether it is valid.",
  );
}

function encrypted(): string {
  return t("This token is encrypted: only the server that it is for can read it.");
}

function unsigned(): JwtProblem {
  return {
    code: "unsigned",
    sentence: t("The token has no signature, so servers will refuse it. Copy it again in full."),
  };
}

function noExpiry(): JwtProblem {
  return {
    code: "noExpiry",
    sentence: t("The token does not say when it expires. Rotate it from time to time."),
  };
}
