import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wantsHeader } from "../../peers/secretGate.ts";
import {
  enter,
  openCredentialHarness,
  runFor,
  type CredentialHarness,
} from "./credentialHarness.ts";
import { waitForState } from "./demoHarness.ts";

const TOKEN = "session-token-abcdef";

/** Makes the window's secret storage fail, as one without a keyring does. */
const BREAK_STORAGE = `{
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...args) {
    if (this.name === "editor-test-secrets") throw new Error("no keyring");
    return transaction.apply(this, args);
  };
}`;

describe("secret storage that does not work", () => {
  let harness: CredentialHarness;
  const window = () => harness.editor.window;

  beforeAll(async () => {
    harness = await openCredentialHarness({
      notes: {
        judge: wantsHeader("Authorization", () => `Bearer ${TOKEN}`),
        entry: { auth: { type: "token" } },
      },
      other: { judge: () => ({ kind: "allowed" }), entry: { auth: { type: "token" } } },
    });
    await window().page.addInitScript(BREAK_STORAGE);
    await window().reload();
    await window().openView("MCP Connect");
  });
  afterAll(() => harness?.close());

  it("is named, in the tree and in a notification that asks what to do", async () => {
    const { text, buttons } = await window().waitForNotification("Secret storage does not work.");
    expect({ text, buttons }).toEqual({
      text: "Secret storage does not work. Check that this system has a keyring and that it is unlocked. Keep credentials in memory until this window closes?",
      buttons: ["Keep credentials in memory", "Not now"],
    });
    await waitForState(window(), "notes", "Secret storage failed");
  });

  it("is replaced by memory for the session when the user agrees", async () => {
    await window().clickNotification("Keep credentials in memory", "Secret storage does not work.");
    await waitForState(window(), "notes", "Token needed");
    await runFor(window(), "Set credential…", "notes");
    await enter(window(), "Token for “notes”", TOKEN);
    await waitForState(window(), "notes", "4 tools");
  });
});
