import { inspectJwt } from "./jwt/inspect.ts";
import type { CredentialRow } from "./overview.ts";
import type { Secret } from "../secret.ts";

const UNITS = [
  ["year", 31_536_000_000],
  ["month", 2_592_000_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** How long ago or how far ahead, in the largest unit that fits: “3 days ago”, “in 2 hours”, “just now”. */
export function relativeTime(atMs: number, nowMs: number): string {
  const spanMs = Math.abs(atMs - nowMs);
  const unit = UNITS.find(([, sizeMs]) => spanMs >= sizeMs);
  if (!unit) return "just now";
  const count = Math.floor(spanMs / unit[1]);
  const span = `${count} ${unit[0]}${count === 1 ? "" : "s"}`;
  return atMs > nowMs ? `in ${span}` : `${span} ago`;
}

/** When a stored credential was made and used, when it ends, and what should be done about it, in one line. */
export function describeRow(row: CredentialRow, nowMs: number): string {
  const { createdAtMs, lastUsedAtMs, expiresAtMs, isDue, sharedWith } = row;
  return [
    createdAtMs === undefined ? undefined : `Set ${relativeTime(createdAtMs, nowMs)}`,
    createdAtMs === undefined
      ? undefined
      : lastUsedAtMs === undefined
        ? "not used yet"
        : `last used ${relativeTime(lastUsedAtMs, nowMs)}`,
    expiresAtMs === undefined
      ? undefined
      : `${expiresAtMs > nowMs ? "expires" : "expired"} ${relativeTime(expiresAtMs, nowMs)}`,
    isDue ? "time to rotate it" : undefined,
    row.use === "changed" ? "not sent: the settings have changed" : undefined,
    sharedWith.length === 0 ? undefined : `the same secret as ${sharedWith.join(", ")}`,
  ]
    .filter((part) => part !== undefined)
    .join(" · ");
}

/**
 * What a token says about itself, as JSON with comments: without its signature, and without its subject, which is a
 * secret at some providers (R8). Nothing for an opaque token.
 */
export function describeToken(token: Secret, title: string, nowMs: number): string | undefined {
  const { header, claims, problems, expiresAtMs } = inspectJwt(token, nowMs, {
    secretClaims: ["sub"],
  });
  if (problems[0]?.code === "notJwt") return undefined;
  const notes = [
    `${title} The signature is left out.`,
    ...(expiresAtMs !== undefined && expiresAtMs > nowMs
      ? [`Expires ${relativeTime(expiresAtMs, nowMs)}.`]
      : []),
    ...problems.map(({ sentence }) => sentence),
  ];
  const content = JSON.stringify({ header, claims: withDates(claims) }, undefined, 2);
  return `${notes.map((note) => `// ${note}`).join("\n")}\n${content}\n`;
}

/** Claims that are times (RFC 7519 section 4.1, OpenID Connect Core section 2). */
const TIMES: ReadonlySet<string> = new Set(["exp", "iat", "nbf", "auth_time"]);

/** Times as the user reads them, behind the numbers that the token holds. */
function withDates(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => {
      if (!TIMES.has(name) || typeof value !== "number") return [name, value];
      const date = new Date(value * 1000);
      const isReadable = !Number.isNaN(date.getTime());
      return [name, isReadable ? `${value} (${date.toISOString()})` : value];
    }),
  );
}
