import { format, inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secret } from "../../src/core/secret.ts";

describe("A secret", () => {
  const secret = new Secret("canary");

  it("is given out in clear by reveal only", () => {
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }, { showHidden: true, depth: 5 }),
      format("%s %o %j", secret, secret, secret),
      new Error("failed", { cause: secret }).cause,
      Object.entries(secret),
      Object.assign({}, secret),
    ].map((value) => (typeof value === "string" ? value : inspect(value, { showHidden: true })));
    expect([secret.reveal(), shown.filter((text) => text.includes("canary"))]).toEqual([
      "canary",
      [],
    ]);
  });

  it("says that it is one", () => {
    expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual([
      "[secret]",
      '"[secret]"',
      "[secret]",
    ]);
  });

  it("is lost rather than copied where a structured clone is made of it", () => {
    expect(inspect(structuredClone(secret))).toBe("{}");
  });
});
