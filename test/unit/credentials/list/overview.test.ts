import { describe, expect, it } from "vitest";
import {
  describeRow,
  describeToken,
  relativeTime,
} from "../../../../src/core/credentials/list/describe.ts";
import { overviewOf, type StoredEntry } from "../../../../src/core/credentials/list/overview.ts";
import { headerPart } from "../../../../src/core/credentials/storage/store.ts";
import { storedGrant } from "../../../../src/core/credentials/kinds/oauth.ts";
import type { StoredToken } from "../../../../src/core/credentials/kinds/token.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { grant, NOW_MS } from "../../build/grant.ts";
import { oauthServer, tokenServer } from "../../build/server.ts";

const DAY_MS = 86_400_000;
const ORIGIN = "https://mcp.example";
const token = (changes: Partial<StoredToken> = {}): StoredToken => ({
  kind: "token",
  revision: "r",
  createdAtMs: NOW_MS - DAY_MS,
  token: new Secret("canary-token"),
  header: "Authorization",
  scheme: "Bearer",
  ...changes,
});
const facts = (reminderDays = 90) => ({
  nowMs: NOW_MS,
  reminderDays,
  lastUsedAtMs: ({ server }: { readonly server: string }) =>
    server === "crm" ? NOW_MS - 3_600_000 : undefined,
});
const lines = (
  entries: readonly StoredEntry[],
  servers: Parameters<typeof overviewOf>[1],
  reminderDays?: number,
) =>
  overviewOf(entries, servers, facts(reminderDays)).map((row) =>
    [row.use, row.key.server, row.kind, row.detail, describeRow(row, NOW_MS)].join(" | "),
  );

describe("The list of what is stored (R35)", () => {
  it("tells kind, account, age and use, those of this workspace first, and no secret", () => {
    const key = { server: "crm", origin: ORIGIN };
    const entries: StoredEntry[] = [
      { key: { server: "gone", origin: ORIGIN }, credential: token({ createdAtMs: 0 }) },
      { key: { ...key, workspace: "0123" }, credential: token({ token: new Secret("other") }) },
      { key: { ...key, part: headerPart("X-Second") }, credential: undefined },
      { key, credential: token() },
    ];
    const shown = lines(entries, [tokenServer()]);
    expect(shown).toEqual([
      "used | crm | Token | in Authorization | Set 1 day ago · last used 1 hour ago · the same secret as gone",
      "changed | crm | Unreadable | Remove it and set it again | not sent: the settings have changed",
      "orphan | crm | Token | in Authorization | Set 1 day ago · last used 1 hour ago",
      "orphan | gone | Token | in Authorization | Set 56 years ago · not used yet · time to rotate it · the same secret as crm",
    ]);
    expect(shown.join("\n")).not.toContain("canary");
  });

  it("reminds of secrets that are older than the setting, not of sign-ins, and never where it is 0", () => {
    const key = { server: "crm", origin: ORIGIN };
    const old = token({ createdAtMs: NOW_MS - 91 * DAY_MS });
    const signIn = storedGrant(grant(), { sessionId: "s", createdAtMs: NOW_MS - 91 * DAY_MS });
    expect([
      lines([{ key, credential: old }], [tokenServer()]),
      lines([{ key, credential: old }], [tokenServer()], 0),
      lines([{ key, credential: signIn }], [oauthServer()]),
    ]).toEqual([
      [
        "used | crm | Token | in Authorization | Set 3 months ago · last used 1 hour ago · time to rotate it",
      ],
      ["used | crm | Token | in Authorization | Set 3 months ago · last used 1 hour ago"],
      [
        "used | crm | OAuth sign-in | Ada | Set 3 months ago · last used 1 hour ago · expired just now",
      ],
    ]);
  });

  it("says where the settings have moved away from a credential", () => {
    const elsewhere = { server: "crm", origin: "https://old.example" };
    expect(lines([{ key: elsewhere, credential: token() }], [tokenServer()])[0]).toContain(
      "changed | crm",
    );
    const key = { server: "crm", origin: ORIGIN };
    expect(lines([{ key, credential: token() }], [oauthServer()])[0]).toContain("changed | crm");
  });
});

describe("A time", () => {
  it.each([
    [NOW_MS, "just now"],
    [NOW_MS - 59_999, "just now"],
    [NOW_MS - 60_000, "1 minute ago"],
    [NOW_MS + 7_200_000, "in 2 hours"],
    [NOW_MS - 3 * DAY_MS, "3 days ago"],
  ])("%d is told as “%s”", (atMs, told) => {
    expect(relativeTime(atMs, NOW_MS)).toBe(told);
  });
});

describe("What a token says about itself (R11)", () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

  it("is shown without its signature and its subject", () => {
    const exp = NOW_MS / 1000 + 300;
    const jwt = `${part({ alg: "HS256" })}.${part({ sub: "canary", exp })}.c2lnbmF0dXJl`;
    const shown = describeToken(new Secret(jwt), "Token for “crm”.", NOW_MS);
    expect(shown).toBe(
      `// Token for “crm”. The signature is left out.\n// Expires in 5 minutes.\n${JSON.stringify(
        {
          header: { alg: "HS256" },
          claims: { sub: "[secret]", exp: `${exp} (2026-01-01T00:05:00.000Z)` },
        },
        undefined,
        2,
      )}\n`,
    );
  });

  it("is nothing where it is opaque", () => {
    expect(describeToken(new Secret("opaque"), "Token.", NOW_MS)).toBe(undefined);
  });
});
