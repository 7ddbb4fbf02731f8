import { describe, expect, it } from "vitest";
import type { FixAction } from "../../../../src/core/finding.ts";
import { OfferedFixes } from "../../../../src/vscode/findings/offeredFixes.ts";

const action: FixAction = { type: "switchToOAuth", server: "crm" };
const other = (number: number): FixAction => ({ type: "signIn", server: `crm-${number}` });

describe("A fix is applied by an id", () => {
  it("that it was offered under", () => {
    const offered = new OfferedFixes();
    const id = offered.offer(action);
    expect([offered.get(id), offered.offer({ ...action }), offered.get(id)]).toEqual([
      action,
      id,
      action,
    ]);
  });

  it.each<[string, unknown]>([
    ["an action", action],
    ["an action as text", JSON.stringify(action)],
    ["a type", "switchToOAuth"],
    ["a made-up id", "6f0e4f6e-2a52-4f0a-9d0f-0f8b0a4f8f6e"],
    ["a list", [action]],
    ["nothing", undefined],
    ["null", null],
  ])("and by nothing else: %s", (_what, argument) => {
    const offered = new OfferedFixes();
    offered.offer(action);
    expect(offered.get(argument)).toBe(undefined);
  });

  it("that nobody can guess, and that is another one in each window", () => {
    const ids = [1, 2, 3].map(() => new OfferedFixes().offer(action));
    expect([new Set(ids).size, ids.every((id) => /^[0-9a-f-]{36}$/.test(id))]).toEqual([3, true]);
  });

  it("until so many others were offered that it can no longer be shown", () => {
    const offered = new OfferedFixes(3);
    const old = offered.offer(action);
    const kept = offered.offer(other(1));
    offered.offer(other(2));
    // Offered again, it is shown again.
    offered.offer(other(1));
    offered.offer(other(3));
    offered.offer(other(4));
    expect([offered.get(old), offered.get(kept), offered.offer(action) === old]).toEqual([
      undefined,
      other(1),
      false,
    ]);
  });
});
