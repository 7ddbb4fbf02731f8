import { t } from "@vscode/l10n";
import { inspectJwt } from "../jwt/inspect.ts";
import type { CredentialRow } from "./overview.ts";
import type { Secret } from "../../secret.ts";

type Words = (count: number) => string;

const UNITS: readonly (readonly [sizeMs: number, ago: Words, ahead: Words])[] = [
  [
    31_536_000_000,
    (count) => (count === 1 ? t("1 year ago") : t("{0} years ago", count)),
    (count) => (count === 1 ? t("in 1 year") : t("in {0} years", count)),
  ],
  [
    2_592_000_000,
    (count) => (count === 1 ? t("1 month ago") : t("{0} months ago", count)),
    (count) => (count === 1 ? t("in 1 month") : t("in {0} months", count)),
  ],
  [
    86_400_000,
    (count) => (count === 1 ? t("1 day ago") : t("{0} days ago", count)),
    (count) => (count === 1 ? t("in 1 day") : t("in {0} days", count)),
  ],
  [
    3_600_000,
    (count) => (count === 1 ? t("1 hour ago") : t("{0} hours ago", count)),
    (count) => (count === 1 ? t("in 1 hour") : t("in {0} hours", count)),
  ],
  [
    60_000,
    (count) => (count === 1 ? t("1 minute ago") : t("{0} minutes ago", count)),
    (count) => (count === 1 ? t("in 1 minute") : t("in {0} minutes", count)),
  ],
];

/** How long ago or how far ahead, in the largest unit that fits: “3 days ago”, “in 2 hours”, “just now”. */
export function relativeTime(atMs: number, nowMs: number): string {
  const spanMs = Math.abs(atMs - nowMs);
  const unit = UNITS.find(([sizeMs]) => spanMs >= sizeMs);
  if (!unit) return t("just now");
  const [sizeMs, ago, ahead] = unit;
  const count = Math.floor(spanMs / sizeMs);
  return atMs > nowMs ? ahead(count) : ago(count);
}

/** When a stored credential was made and used, when it ends, and what should be done about it, in one line. */
export function describeRow(row: CredentialRow, nowMs: number): string {
  const { createdAtMs, lastUsedAtMs, expiresAtMs, isDue, sharedWith } = row;
  return [
    createdAtMs === undefined ? undefined : t("Set {0}", relativeTime(createdAtMs, nowMs)),
    createdAtMs === undefined
      ? undefined
      : lastUsedAtMs === undefined
        ? t("not used yet")
        : t("last used {0}", relativeTime(lastUsedAtMs, nowMs)),
    expiresAtMs === undefined
      ? undefined
      : expiresAtMs > nowMs
        ? t("expires {0}", relativeTime(expiresAtMs, nowMs))
        : t("expired {0}", relativeTime(expiresAtMs, nowMs)),
    isDue ? t("time to rotate it") : undefined,
    row.use === "changed" ? t("not sent: the settings have changed") : undefined,
    sharedWith.length === 0 ? undefined : t("the same secret as {0}", sharedWith.join(", ")),
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
    `${title} ${t("The signature is left out.")}`,
    ...(expiresAtMs !== undefined && expiresAtMs > nowMs
      ? [t("Expires {0}.", relativeTime(expiresAtMs, nowMs))]
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
