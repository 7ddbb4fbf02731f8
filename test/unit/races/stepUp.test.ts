import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CredentialOperations } from "../../../src/core/credentials/operations.ts";
import { diagnose } from "../../../src/core/diagnosis/diagnose.ts";
import type { FixAction } from "../../../src/core/finding.ts";
import { isFailure } from "../../../src/core/failure.ts";
import { silentLogger } from "../../../src/core/log.ts";
import { StatusBoard } from "../../../src/core/status/status.ts";
import { failureOf, never } from "../oauth/harness.ts";
import { adasBrowser, startHarness, type RaceHarness } from "./harness.ts";
import type { Window } from "./window.ts";

let harness: RaceHarness;
let window: Window;
let operations: CredentialOperations;
let opened: string[] = [];

/** The scope that each tool needs; the authorization server does not have the last one and grants it to nobody. */
const SCOPES: Readonly<Record<string, string>> = {
  write: "mcp:write",
  admin: "mcp:admin",
  audit: "mcp:audit",
  export: "mcp:export",
  never: "mcp:never",
};

const ALL = ["mcp:admin", "mcp:audit", "mcp:export", "mcp:tools", "mcp:write"];

beforeEach(async () => {
  opened = [];
  harness = await startHarness({
    authorizationServer: {
      scopes: ["mcp:tools", ...ALL],
    },
    access: { scopeOfTool: (tool) => SCOPES[tool] },
  });
  await harness.signIn();
  window = await harness.window();
  operations = new CredentialOperations(window.store, {
    environment: () => undefined,
    engine: async () => window.engine,
    withLock: window.withLock,
    board: new StatusBoard(),
    log: silentLogger,
    now: Date.now,
  });
});

afterEach(() => harness.stop());

/** The fix that the finding of the last refusal offers first. */
function offeredFix(): { readonly title: string; readonly action: FixAction } {
  const refusal = window.refusals.at(-1);
  if (!refusal) throw new Error("Nothing was refused.");
  const [fix] = diagnose({ kind: "refusal", ...refusal, nowMs: Date.now() }).fixes;
  if (fix?.kind !== "action") throw new Error("No fix was offered.");
  return fix;
}

/** Does what the fix says, as the editor does. */
function apply(action: FixAction): Promise<void> {
  if (action.type !== "signIn") throw new Error("The fix is not a sign-in.");
  return operations.signIn(
    harness.server,
    adasBrowser(opened),
    { ...(action.scopes && { additionalScopes: action.scopes }) },
    never(),
  );
}

/** The scopes that each page in the browser asked for. */
const askedFor = () =>
  opened.map((page) => new URL(page).searchParams.get("scope")?.split(" ").toSorted());

const granted = async () => (await harness.stored())?.grant.scopes.toSorted();

describe("A call that needs more permissions (R39)", () => {
  it("works after the fix, which asks for the scopes granted before and the new ones", async () => {
    const before = [await window.call(), await window.call("write"), await granted()];
    const fix = offeredFix();
    await apply(fix.action);
    expect({
      before,
      title: fix.title,
      asked: askedFor(),
      granted: await granted(),
      after: [await window.call("write"), await window.call()],
    }).toEqual({
      before: ["ok", "refused with 403", ["mcp:tools"]],
      title: "Sign in with these permissions",
      asked: [["mcp:tools", "mcp:write", "offline_access"]],
      granted: ["mcp:tools", "mcp:write"],
      after: ["ok", "ok"],
    });
  });

  it("keeps what was granted for other tools, however many ask one after the other", async () => {
    for (const tool of ["write", "admin", "audit", "export"]) {
      await window.call(tool);
      await apply(offeredFix().action);
    }
    const outcomes = [];
    for (const tool of ["write", "admin", "audit", "export"])
      outcomes.push(await window.call(tool));
    expect({ outcomes, last: askedFor().at(-1), granted: await granted() }).toEqual({
      outcomes: ["ok", "ok", "ok", "ok"],
      last: [...ALL, "offline_access"],
      granted: ALL,
    });
  });

  it("is not asked for a fourth time where the server keeps asking for what it was asked for", async () => {
    const attempts: string[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      await window.call("never");
      await apply(offeredFix().action).then(
        () => attempts.push("signed in"),
        (error: unknown) => attempts.push(isFailure(error) ? error.code : "unknown"),
      );
    }
    const failure = await failureOf(apply(offeredFix().action));
    const finding = diagnose({ kind: "failure", server: harness.server, failure });
    expect({
      attempts,
      opened: opened.length,
      code: finding.code,
      says: finding.message,
      stillWorks: await window.call(),
    }).toEqual({
      attempts: ["signed in", "signed in", "signed in", "stepUpExhausted", "stepUpExhausted"],
      opened: 3,
      code: "stepUpExhausted",
      says: expect.stringContaining("keeps asking for more permissions"),
      stillWorks: "ok",
    });
  });

  it("can be tried again after a cancelled attempt, and after a sign-out", async () => {
    await window.call("never");
    const { action } = offeredFix();
    const cancelling = { ...adasBrowser(), openBrowser: async () => false };
    const scopes = action.type === "signIn" ? action.scopes : undefined;
    for (let attempt = 0; attempt < 4; attempt++) {
      const { code } = await failureOf(
        operations.signIn(
          harness.server,
          cancelling,
          { ...(scopes && { additionalScopes: scopes }) },
          never(),
        ),
      );
      expect(code).toBe("cancelled");
    }
    for (let attempt = 0; attempt < 3; attempt++) await apply(action);
    const exhausted = (await failureOf(apply(action))).code;
    await operations.signOut(harness.server);
    await apply(action);
    expect([exhausted, opened.length]).toEqual(["stepUpExhausted", 4]);
  });
});
