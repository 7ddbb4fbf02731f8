import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  callTool,
  openDemoHarness,
  signInOnPage,
  startServer,
  toolNames,
  waitForState,
  type DemoHarness,
} from "./demoHarness.ts";

const TOKEN_TTL_S = 6;

// One window from signed out to signed out, as the user goes through it: each step builds on the one before.
describe("the path of an OAuth server", () => {
  let harness: DemoHarness;
  beforeAll(async () => {
    harness = await openDemoHarness({ accessTokenTtlS: TOKEN_TTL_S });
    await harness.editor.window.openView("MCP Connect");
  });
  afterAll(() => harness?.close());

  it("shows each server of the settings with what it needs", async () => {
    const { window } = harness.editor;
    await waitForState(window, "everything", "Sign-in needed");
    await waitForState(window, "notes", "Token needed");
    await waitForState(window, "open", "Not started");
  });

  it("asks to sign in, without blocking, when the server is started signed out", async () => {
    const { window } = harness.editor;
    await startServer(window, "everything", "Sign in to “everything”");
    const { text, buttons } = await window.waitForNotification("Sign in to");
    expect({ text, buttons }).toEqual({
      text: "Sign in to “everything” to use its tools.",
      buttons: ["Sign in"],
    });
  });

  it("runs the server after the sign-in without a further click, and offers its tools", async () => {
    const { window } = harness.editor;
    const opened = window.waitForTab();
    await window.clickNotification("Sign in");
    const tab = await opened;
    expect(await signInOnPage(tab, "ada")).toContain("close this window");
    await tab.close();
    await waitForState(window, "everything", /^\d+ tools$/);
    await expect.poll(() => toolNames(window)).toContainEqual(expect.stringMatching(/_echo$/));
  });

  it("calls a tool with the injected bearer", async () => {
    const { window } = harness.editor;
    const { everything } = harness.demo;
    const before = everything.seen.length;
    expect(await callTool(window, "everything", "echo", { message: "hello" })).toContain("hello");
    expect(everything.seen.slice(before)).toContainEqual(
      expect.objectContaining({ method: "POST", verdict: "allowed", status: 200 }),
    );
  });

  it("refreshes the access token when it expires in mid-session", async () => {
    const { window } = harness.editor;
    const { authorizationServer } = harness.demo;
    // What is refreshed from now on outlasts the test: the next step must not meet an expiry of its own.
    authorizationServer.controls.accessTokenTtlS = 3_600;
    const before = authorizationServer.tokenRequests("refresh_token");
    await pause((TOKEN_TTL_S + 0.5) * 1_000);
    expect(await callTool(window, "everything", "echo", { message: "later" })).toContain("later");
    expect(authorizationServer.tokenRequests("refresh_token")).toBe(before + 1);
  });

  it("replays a call once, with a refreshed token, when the server answers 401 in mid-session", async () => {
    const { window } = harness.editor;
    const { authorizationServer, everything } = harness.demo;
    authorizationServer.expireAccessTokens();
    const before = authorizationServer.tokenRequests("refresh_token");
    const seenBefore = everything.seen.length;
    expect(await callTool(window, "everything", "echo", { message: "replayed" })).toContain(
      "replayed",
    );
    expect(authorizationServer.tokenRequests("refresh_token")).toBe(before + 1);
    const statuses = everything.seen
      .slice(seenBefore)
      .filter(({ method }) => method === "POST")
      .map(({ status }) => status);
    expect(statuses).toEqual([401, 200]);
  });

  it("is still signed in after a reload of the window", async () => {
    const { window } = harness.editor;
    await window.reload();
    await window.openView("MCP Connect");
    await startServer(window, "everything", /^\d+ tools$/);
    expect(await window.notifications()).toEqual([]);
  });

  it("stands in the Accounts menu, and stops working with the message to sign in after a sign-out there", async () => {
    const { window } = harness.editor;
    await window.chooseFromAccountsMenu("(everything) (MCP Connect)", "Sign Out");
    await window.answerDialog("Sign Out");
    await waitForState(window, "everything", "Sign-in needed");
    expect(await callTool(window, "everything", "echo", { message: "gone" })).toContain(
      "Sign in to “everything” to use its tools.",
    );
    expect(harness.demo.authorizationServer.store.all("RefreshToken")).toEqual([]);
  });

  it("signs in again and out again by command", async () => {
    const { window } = harness.editor;
    const opened = window.waitForTab();
    await window.runCommand("MCP Connect: Sign in…");
    const tab = await opened;
    await signInOnPage(tab, "grace");
    await tab.close();
    await waitForState(window, "everything", /^\d+ tools$/);
    expect(await callTool(window, "everything", "echo", { message: "again" })).toContain("again");
    await window.runCommand("MCP Connect: Sign out");
    await window.quickPick("everything");
    await waitForState(window, "everything", "Sign-in needed");
    expect(await callTool(window, "everything", "echo", { message: "gone" })).toContain(
      "Sign in to",
    );
  });

  it("never showed a sign-in dialog of the editor's own", () => {
    expect(harness.dialogs).toEqual([expect.stringContaining("Sign out")]);
  });
});
