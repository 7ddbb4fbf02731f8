import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HandOver } from "../../../../src/core/oauth/redirect/handOver.ts";

const MINUTE_MS = 60_000;
let root = "";
let folder = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "hand-over-test-"));
  folder = join(root, "redirects");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const window = (aheadMs = 0) => new HandOver(folder, () => Date.now() + aheadMs);

/** Writes a note as somebody else would, under the name that a window looks for. */
async function forge(state: string, content: string): Promise<void> {
  await window().announce(state, 1);
  const [name = ""] = readdirSync(folder);
  writeFileSync(join(folder, name), content);
}

describe("The notes by which windows hand redirects over (R44)", () => {
  it("tell another window the port, until they are taken back", async () => {
    const takeBack = await window().announce("the-state", 40_123);
    const during = [await window().portOf("the-state"), await window().portOf("another")];
    await takeBack();
    await takeBack();
    expect([during, await window().portOf("the-state"), readdirSync(folder)]).toEqual([
      [40_123, undefined],
      undefined,
      [],
    ]);
  });

  it("hold no state, neither in the name nor inside, and are for this user only", async () => {
    await window().announce("a-state-that-is-secret", 40_123);
    const [name = "", ...others] = readdirSync(folder);
    const note: unknown = JSON.parse(readFileSync(join(folder, name), "utf8"));
    expect({
      others,
      name: /^[0-9a-f]{64}$/.test(name),
      note,
      modes: [folder, join(folder, name)].map((path) => statSync(path).mode & 0o077),
    }).toEqual({
      others: [],
      name: true,
      note: { port: 40_123, atMs: expect.any(Number) },
      modes: process.platform === "win32" ? expect.anything() : [0, 0],
    });
  });

  it.each([
    ["is not JSON", "port 40123"],
    ["is nothing", "null"],
    ["names no port", JSON.stringify({ atMs: Date.now() })],
    ["names port 0", JSON.stringify({ port: 0, atMs: Date.now() })],
    ["names a port that no machine has", JSON.stringify({ port: 65_536, atMs: Date.now() })],
    ["names half a port", JSON.stringify({ port: 80.5, atMs: Date.now() })],
    ["names a port in quotes", JSON.stringify({ port: "40123", atMs: Date.now() })],
    ["names another machine", JSON.stringify({ port: "evil.example:80", atMs: Date.now() })],
    ["has no time", JSON.stringify({ port: 40_123 })],
    ["has a time that is none", JSON.stringify({ port: 40_123, atMs: "now" })],
    ["is old", JSON.stringify({ port: 40_123, atMs: Date.now() - 10 * MINUTE_MS })],
    ["is from the future", JSON.stringify({ port: 40_123, atMs: Date.now() + 11 * MINUTE_MS })],
  ])("count for nothing when one %s", async (_, content) => {
    await forge("the-state", content);
    expect(await window().portOf("the-state")).toBe(undefined);
  });

  it.each(["../note", "..", "/etc/passwd", "a/../../note", "\0", "", "C:\\note"])(
    "are read inside their folder only, whatever the state is: %j",
    async (state) => {
      writeFileSync(join(root, "note"), JSON.stringify({ port: 40_123, atMs: Date.now() }));
      const before = await window().portOf(state);
      await window().announce(state, 40_124);
      expect([before, readdirSync(root).toSorted(), readdirSync(folder).length]).toEqual([
        undefined,
        ["note", "redirects"],
        1,
      ]);
    },
  );

  it("that a dead window left are swept up by the next sign-in", async () => {
    await window().announce("left-behind", 40_123);
    await window(9 * MINUTE_MS).announce("young", 40_124);
    const both = readdirSync(folder).length;
    await window(11 * MINUTE_MS).announce("later", 40_125);
    expect([both, readdirSync(folder).length]).toEqual([2, 0]);
  });
});
