import { describe, expect, it } from "vitest";
import { StatusBoard } from "../../../src/core/status/status.ts";

function watched() {
  const board = new StatusBoard();
  const heard: string[] = [];
  board.onDidChange((name) => heard.push(`${name}: ${board.get(name).kind}`));
  return { board, heard };
}

describe("The status of the servers", () => {
  it("is that nothing has started, until something is known", () => {
    expect(new StatusBoard().get("crm")).toEqual({ kind: "notStarted" });
  });

  it("is told when it changes, and only then", () => {
    const { board, heard } = watched();
    board.set("crm", { kind: "notStarted" });
    board.set("crm", { kind: "connected" });
    board.set("crm", { kind: "connected" });
    board.set("crm", { kind: "connected", tools: 3 });
    board.set("erp", { kind: "signedOut" });
    expect([heard, board.get("crm")]).toEqual([
      ["crm: connected", "crm: connected", "erp: signedOut"],
      { kind: "connected", tools: 3 },
    ]);
  });

  it("is forgotten with the servers that the settings no longer name", () => {
    const { board, heard } = watched();
    board.set("crm", { kind: "connected" });
    board.set("erp", { kind: "connected" });
    board.keepOnly(new Set(["erp"]));
    expect([heard, board.get("crm"), board.get("erp")]).toEqual([
      ["crm: connected", "erp: connected", "crm: notStarted"],
      { kind: "notStarted" },
      { kind: "connected" },
    ]);
  });
});
