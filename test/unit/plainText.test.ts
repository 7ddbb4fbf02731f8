import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plain } from "../../src/core/plainText.ts";

const rooms = join(import.meta.dirname, "../../src/vscode");

describe("Text of a server, a file or a setting", () => {
  it("makes no link in a notification or a prompt", () => {
    expect(plain("“[Sign in](command:evil)” wants [x](https://evil.example).")).toBe(
      "“[Sign in] (command:evil)” wants [x] (https://evil.example).",
    );
  });

  it("is shown through the room that makes it plain, and past it nowhere", () => {
    const past = readdirSync(rooms, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.startsWith("ask"))
      .filter((name) =>
        /\bshow(?:Information|Warning|Error)Message\b|\bshowInputBox\b/.test(
          readFileSync(join(rooms, name), "utf8"),
        ),
      );
    expect(past).toEqual([]);
  });
});
