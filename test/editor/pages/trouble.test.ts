import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDemoHarness, startServer, waitForState, type DemoHarness } from "./demoHarness.ts";

describe("servers in trouble", () => {
  let harness: DemoHarness;
  beforeAll(async () => {
    harness = await openDemoHarness();
    await harness.editor.window.openView("MCP Connect");
  });
  afterAll(() => harness?.close());

  it("names a server that is down, with its address and what to do, on its entry too", async () => {
    const { window } = harness.editor;
    const { demo } = harness;
    await demo.open.stop();
    await startServer(window, "open", "Not reachable");
    await expect
      .poll(async () => (await window.problems())[0])
      .toEqual({
        file: ".vscode/settings.json",
        line: expect.any(Number),
        severity: "error",
        message: `Nothing answers at “open” (${new URL(demo.open.url).origin}). Start the server or check the port in its URL, then try again.`,
        source: "MCP Connect",
        code: "unreachable",
      });
  });

  it("is read aloud with what each line is about", async () => {
    const { window } = harness.editor;
    await window.expandTreeRow("open");
    const read = (label: string) => window.treeRow(label).getAttribute("aria-label");
    await window.treeRow("Check connection").waitFor();
    expect([await read("open"), await read("Credential"), await read("Tools")]).toEqual([
      "open, Not reachable",
      "Credential, None needed",
      "Tools, Not listed yet",
    ]);
    await window.collapseTreeRow("open");
  });

  it("shows a wrong entry of the settings with what to do, and keeps the other servers", async () => {
    const { window, write } = harness.editor;
    await write({
      ".vscode/settings.json": JSON.stringify({
        "mcpConnect.servers": {
          broken: { url: "ftp://example.com" },
          worse: 7,
          notes: harness.demo.settings.notes,
        },
      }),
    });
    await waitForState(window, "notes", "Token needed");
    await expect
      .poll(async () =>
        (await window.treeRows()).map(({ label, description }) => ({ label, description })),
      )
      .toEqual([
        { label: "notes", description: "Token needed" },
        { label: "broken", description: "Address not usable" },
        { label: "worse", description: "Not an object" },
      ]);
    expect(await window.treeRow("broken").getAttribute("aria-label")).toBe(
      "broken, Address not usable",
    );
    await window.treeRow("broken").click();
    await window.treeRow("worse").click();
    await expect
      .poll(async () =>
        (await window.treeRows())
          .filter(({ label }) => label === "Settings")
          .map(({ description }) => description),
      )
      .toEqual([
        "Server “broken” needs an address that begins with https:// (or http:// on this machine).",
        "The value of server “worse” must be an object in braces.",
      ]);
    await expect
      .poll(async () => (await window.problems()).map(({ code }) => code))
      .toEqual(expect.arrayContaining(["settingsUrl", "settingsShape"]));
  });
});
