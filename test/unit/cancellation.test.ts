import { describe, expect, it } from "vitest";
import { linkedTo } from "../../src/core/cancellation.ts";

describe("A linked controller", () => {
  it("aborts with the signal, for the same reason", () => {
    const outer = new AbortController();
    const linked = linkedTo(outer.signal);
    outer.abort("why");
    expect([linked.signal.aborted, linked.signal.reason]).toEqual([true, "why"]);
  });

  it("is aborted from the start when the signal is", () => {
    expect(linkedTo(AbortSignal.abort("before")).signal.reason).toBe("before");
  });

  it("aborts by itself and leaves the signal", () => {
    const outer = new AbortController();
    const linked = linkedTo(outer.signal);
    linked.abort();
    expect([linked.signal.aborted, outer.signal.aborted]).toEqual([true, false]);
  });
});
