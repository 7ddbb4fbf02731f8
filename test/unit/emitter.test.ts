import { afterEach, describe, expect, it, vi } from "vitest";
import { Emitter } from "../../src/core/emitter.ts";

afterEach(() => vi.restoreAllMocks());

describe("An emitter", () => {
  it("tells every listener until it is disposed", () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const first = emitter.event((value) => heard.push(`first ${value}`));
    emitter.event((value) => heard.push(`second ${value}`));
    emitter.fire(1);
    first.dispose();
    first.dispose();
    emitter.fire(2);
    expect(heard).toEqual(["first 1", "second 1", "second 2"]);
  });

  it("tells the others when one listener throws, and reports the error afterwards", () => {
    const later: (() => void)[] = [];
    vi.spyOn(globalThis, "queueMicrotask").mockImplementation((task) => later.push(task));
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    emitter.event(() => {
      throw new Error("broken");
    });
    emitter.event((value) => heard.push(value));
    emitter.fire(1);
    expect([heard, later.length]).toEqual([[1], 1]);
    expect(later[0]).toThrow("broken");
  });

  it("lets a listener leave or join while it is told, without confusing the others", () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const leaving = emitter.event(() => {
      heard.push("leaving");
      leaving.dispose();
      emitter.event(() => heard.push("joined"));
    });
    emitter.event(() => heard.push("staying"));
    emitter.fire(1);
    emitter.fire(2);
    expect(heard).toEqual(["leaving", "staying", "staying", "joined"]);
  });
});
