import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wantsHeader } from "../../peers/secretGate.ts";
import type { EditorWindow } from "../harness/window.ts";
import {
  enter,
  openCredentialHarness,
  runFor,
  type CredentialHarness,
} from "./credentialHarness.ts";
import { callTool, startServer, waitForState } from "./demoHarness.ts";

describe("a credential in two windows", () => {
  let token = "first-token-abcdef";
  let harness: CredentialHarness;
  let second: EditorWindow;
  const window = () => harness.editor.window;

  beforeAll(async () => {
    harness = await openCredentialHarness({
      notes: {
        judge: wantsHeader("Authorization", () => `Bearer ${token}`),
        entry: { auth: { type: "token" } },
      },
      other: { judge: () => ({ kind: "allowed" }), entry: { auth: { type: "token" } } },
    });
    second = await harness.editor.openWindow();
    await second.openView("MCP Connect");
  });
  afterAll(() => harness?.close());

  it("is set in one and used by the server that waits in the other", async () => {
    await startServer(second, "notes", "Set the token of “notes”");
    await runFor(window(), "Set credential…", "notes");
    await enter(window(), "Token for “notes”", token);
    await waitForState(window(), "notes", "4 tools");
    await waitForState(second, "notes", "4 tools");
    expect(await callTool(second, "behind", "whoami")).not.toContain("error");
  });

  it("is rotated in one, and the running server of the other goes on without a restart", async () => {
    token = "second-token-abcdef";
    await runFor(window(), "Rotate credential…", "notes");
    await enter(window(), "New token for “notes”", token);
    await window().waitForNotification("If the old one still works, revoke it");
    expect(await callTool(second, "behind", "whoami")).not.toContain("error");
  });

  it("is removed in one, and the other sends it no more", async () => {
    await runFor(window(), "Remove credential…", "notes");
    await window().answerDialog("Remove");
    await waitForState(window(), "notes", "Token needed");
    await waitForState(second, "notes", "Token needed");
    const before = harness.gate("notes").count;
    expect(await callTool(second, "behind", "whoami")).toContain("Set the token of “notes”");
    expect(harness.gate("notes").count).toBe(before);
  });
});
