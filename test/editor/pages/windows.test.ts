import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EditorWindow } from "../harness/window.ts";
import {
  callTool,
  openDemoHarness,
  signInOnPage,
  startServer,
  waitForState,
  type DemoHarness,
} from "./demoHarness.ts";

describe("two windows at once", () => {
  let harness: DemoHarness;
  let second: EditorWindow;
  beforeAll(async () => {
    harness = await openDemoHarness();
    await harness.editor.window.openView("MCP Connect");
    second = await harness.editor.openWindow();
    await second.openView("MCP Connect");
  });
  afterAll(() => harness?.close());

  it("start the server in both after one sign-in", async () => {
    const { window } = harness.editor;
    await startServer(window, "everything", "Sign in to “everything”");
    await startServer(second, "everything", "Sign in to “everything”");
    const opened = second.waitForTab();
    await second.clickNotification("Sign in");
    const tab = await opened;
    await signInOnPage(tab, "ada");
    await tab.close();
    await waitForState(second, "everything", /^\d+ tools$/);
    await waitForState(window, "everything", /^\d+ tools$/);
  });

  it("share one refresh of the token when it expires (R32)", async () => {
    const { window } = harness.editor;
    const { authorizationServer } = harness.demo;
    authorizationServer.expireAccessTokens();
    const before = authorizationServer.tokenRequests("refresh_token");
    const answers = await Promise.all(
      [window, second].map((one) => callTool(one, "everything", "echo", { message: "both" })),
    );
    expect(answers).toEqual([expect.stringContaining("both"), expect.stringContaining("both")]);
    expect(authorizationServer.tokenRequests("refresh_token") - before).toBe(1);
  });

  it("are both signed out by a sign-out in one", async () => {
    const { window } = harness.editor;
    await window.runCommand("MCP Connect: Sign out");
    await window.quickPick("everything");
    await waitForState(window, "everything", "Sign-in needed");
    await waitForState(second, "everything", "Sign-in needed");
    expect(await callTool(second, "everything", "echo", { message: "x" })).toContain(
      "Sign in to “everything”",
    );
  });
});
