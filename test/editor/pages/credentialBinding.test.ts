import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wantsHeader } from "../../peers/secretGate.ts";
import {
  enter,
  openCredentialHarness,
  runFor,
  type CredentialHarness,
} from "./credentialHarness.ts";
import { startServer, waitForState } from "./demoHarness.ts";

const TOKEN = "bound-token-abcdef";
const VARIABLE = "variable-value-abcdef";

/** Settings that somebody else may have changed: a pulled commit, another branch. */
describe("a credential whose settings change", () => {
  let harness: CredentialHarness;
  const window = () => harness.editor.window;
  const entries = (changes: Readonly<Record<string, unknown>> = {}) => ({
    notes: { url: harness.gate("notes").url, auth: { type: "token" } },
    variable: {
      url: harness.gate("variable").url,
      auth: { type: "token", token: "${env:PEER_TOKEN}" },
    },
    ...changes,
  });
  const problems = async () =>
    (await window().problems()).map(({ code, message }) => [code, message]);

  beforeAll(async () => {
    harness = await openCredentialHarness(
      {
        notes: {
          judge: wantsHeader("Authorization", () => `Bearer ${TOKEN}`),
          entry: { auth: { type: "token" } },
        },
        variable: {
          judge: wantsHeader("Authorization", () => `Bearer ${VARIABLE}`),
          entry: { auth: { type: "token", token: "${env:PEER_TOKEN}" } },
        },
        elsewhere: { judge: () => ({ kind: "allowed" }), entry: {} },
      },
      { env: { PEER_TOKEN: VARIABLE } },
    );
  });
  afterAll(() => harness?.close());

  it("is sent to the address that it was stored for", async () => {
    await runFor(window(), "Set credential…", "notes");
    await enter(window(), "Token for “notes”", TOKEN);
    await waitForState(window(), "notes", "4 tools");
    await startServer(window(), "variable", "4 tools");
  });

  it("is not sent to another address, which says both and asks (R36)", async () => {
    const elsewhere = harness.gate("elsewhere");
    const notes = harness.gate("notes");
    const variable = harness.gate("variable");
    await harness.writeServers(
      entries({
        notes: { url: elsewhere.url, auth: { type: "token" } },
        variable: {
          url: elsewhere.url,
          auth: { type: "token", token: "${env:PEER_TOKEN}" },
        },
      }),
    );
    await waitForState(window(), "notes", "Address changed");
    await startServer(window(), "notes");
    await startServer(window(), "variable", "Address changed");
    await expect.poll(problems).toEqual([
      [
        "addressChanged",
        `The address of “notes” changed from ${notes.origin} to ${elsewhere.origin}. The stored credential was not sent.`,
      ],
      [
        "addressChanged",
        `The address of “variable” changed from ${variable.origin} to ${elsewhere.origin}. The stored credential was not sent.`,
      ],
    ]);
    await window().expandTreeRow("notes");
    await expect
      .poll(async () => (await window().treeRows()).map(({ label }) => label))
      .toEqual(
        expect.arrayContaining(["Use the stored credential…", "Set token…", "Open settings"]),
      );
    expect({
      token: elsewhere.hasReceived(TOKEN),
      variable: elsewhere.hasReceived(VARIABLE),
    }).toEqual({ token: false, variable: false });
  });

  it("is not sent there after a reload either", async () => {
    const elsewhere = harness.gate("elsewhere");
    await window().reload();
    await window().openView("MCP Connect");
    await startServer(window(), "notes");
    await waitForState(window(), "notes", "Address changed");
    expect(elsewhere.hasReceived(TOKEN)).toBe(false);
  });

  it("is not sent in another header or with another scheme", async () => {
    const notes = harness.gate("notes");
    await harness.writeServers(
      entries({ notes: { url: notes.url, auth: { type: "token", header: "X-Echo" } } }),
    );
    await waitForState(window(), "notes", "Settings changed");
    await startServer(window(), "notes");
    const before = notes.count;
    await runFor(window(), "Check connection", "notes");
    await expect
      .poll(problems)
      .toContainEqual([
        "addressChanged",
        "The settings of “notes” now name the header X-Echo, and its credential was stored for the header Authorization with Bearer. The stored credential was not sent.",
      ]);
    expect(notes.count).toBe(before);
  });

  it("is used at the new address when the user says so", async () => {
    const elsewhere = harness.gate("elsewhere");
    await harness.writeServers(entries({ notes: { url: elsewhere.url, auth: { type: "token" } } }));
    await waitForState(window(), "notes", "Address changed");
    await window().expandTreeRow("notes");
    await window().treeRow("Use the stored credential…").click();
    expect(await window().dialogText()).toContain(
      `Send the stored credential of “notes” to ${elsewhere.origin}?`,
    );
    await window().answerDialog("Use it");
    await waitForState(window(), "notes", "4 tools");
    expect(elsewhere.hasReceived(TOKEN)).toBe(true);
  });

  it("is kept apart by workspace where the setting says so", async () => {
    const elsewhere = harness.gate("elsewhere");
    const servers = entries({ notes: { url: elsewhere.url, auth: { type: "token" } } });
    await harness.writeServers(servers, { "mcpConnect.credentialScope": "workspace" });
    await window().reload();
    await window().openView("MCP Connect");
    await waitForState(window(), "notes", "Token needed");
    await harness.writeServers(servers);
    await window().reload();
    await window().openView("MCP Connect");
    await waitForState(window(), "notes", "Not started");
  });

  it("is offered for removal when its server leaves the settings (R35)", async () => {
    const { variable } = entries();
    await harness.writeServers({ variable });
    await window().clickNotification("Remove it", "“notes” has left the settings.");
    await window().runCommand("MCP Connect: List credentials");
    const widget = window().page.locator(".quick-input-widget:visible");
    await widget.locator(".monaco-list-row").first().waitFor();
    expect(await widget.innerText()).not.toContain("notes");
    await window().page.keyboard.press("Escape");
  });
});

describe("a server whose environment variable is not set", () => {
  let harness: CredentialHarness;
  beforeAll(async () => {
    harness = await openCredentialHarness(
      {
        variable: {
          judge: () => ({ kind: "allowed" }),
          entry: { auth: { type: "token", token: "${env:PEER_TOKEN_UNSET}" } },
        },
      },
      { env: { PEER_TOKEN_UNSET: undefined } },
    );
  });
  afterAll(() => harness?.close());

  it("is not asked, and the finding names the variable (R33)", async () => {
    const { window } = harness.editor;
    await startServer(window, "variable", "Variable not set");
    await expect
      .poll(async () => (await window.problems()).map(({ code, message }) => [code, message]))
      .toContainEqual([
        "variableUnset",
        "“variable” was not asked: the environment variable PEER_TOKEN_UNSET is not set. Set it, then start the editor again from where it is set.",
      ]);
    expect(harness.gate("variable").count).toBe(0);
  });
});
