import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoted, silentLogger, type Logger } from "../../src/core/log.ts";

const SAMPLES = [
  "a",
  '"',
  "\\",
  "\n",
  "\r",
  "\u0000",
  "\u0085",
  "\u2028",
  "\u202e",
  "\ud800",
  "😀",
];

describe("Text from outside in a log line", () => {
  it("cannot forge a line", () => {
    expect(quoted('fine"\n2026-01-01 [error] forged\u001b[31m')).toBe(
      String.raw`"fine\"\n2026-01-01 [error] forged\u001b[31m"`,
    );
  });

  it("ends no line and turns no direction by characters that JSON leaves alone", () => {
    expect(quoted("a\u2028b\u0085c\u202ed\u007fé")).toBe(
      String.raw`"a\u2028b\u0085c\u202ed\u007f` + 'é"',
    );
  });

  it("is one line of bounded length, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...SAMPLES), maxLength: 1000 }), (text) => {
        const line = quoted(text);
        // Six characters for each escape, two quotes and the ellipsis.
        expect(/[\p{Cc}\u2028\u2029]/u.test(line) || line.length > 201 * 6 + 2).toBe(false);
      }),
    );
  });

  it("of more than 200 characters is cut", () => {
    expect([quoted("x".repeat(200)).length, quoted("x".repeat(201))]).toEqual([
      202,
      `"${"x".repeat(200)}…"`,
    ]);
  });
});

describe("The silent logger", () => {
  it("takes every level and does nothing", () => {
    const levels: (keyof Logger)[] = ["trace", "debug", "info", "warn", "error"];
    expect(levels.map((level) => silentLogger[level]("line"))).toEqual(levels.map(() => undefined));
  });
});
