import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Failure, isFailure } from "../../src/core/failure.ts";

describe("A failure", () => {
  it("carries a code, our sentence, facts and a cause", () => {
    const cause = new Error("what the server wrote");
    const failure = new Failure("timedOut", "Too slow.", { status: 504 }, { cause });
    expect({
      name: failure.name,
      code: failure.code,
      message: failure.message,
      facts: failure.facts,
      cause: failure.cause,
    }).toEqual({
      name: "Failure",
      code: "timedOut",
      message: "Too slow.",
      facts: { status: 504 },
      cause,
    });
  });

  it("is told from other errors, and by its code", () => {
    const failure = new Failure("timedOut", "Too slow.");
    const lookalike = Object.assign(new Error("no"), { name: "Failure", code: "timedOut" });
    expect([
      isFailure(failure),
      isFailure(failure, "timedOut"),
      isFailure(failure, "cancelled"),
      isFailure(new Error("no")),
      isFailure(lookalike),
      isFailure(undefined),
    ]).toEqual([true, true, false, false, false, false]);
  });

  it("has no facts and no cause unless given", () => {
    const failure = new Failure("cancelled", "Cancelled.");
    expect([failure.facts, "cause" in failure, inspect(failure).includes("Cancelled.")]).toEqual([
      {},
      false,
      true,
    ]);
  });
});
