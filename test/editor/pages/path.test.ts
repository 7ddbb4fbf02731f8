import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  callTool,
  openDemoSession,
  signInOnPage,
  startServer,
  toolNames,
  waitForState,
  type DemoSession,
} from "./demoSession.ts";

// One window from signed out to signed out, as a person goes through it: each step builds on the one before.
describe("the path of an OAuth server", () => {
  let scene: DemoSession;
  beforeAll(async () => {
    scene = await openDemoSession({ accessTokenTtlS: 8 });
    await scene.session.window.openView("MCP Connect");
  });
  afterAll(() => scene?.close());

  it("shows each server of the settings with what it needs", async () => {
    const { window } = scene.session;
    await waitForState(window, "everything", "Sign-in needed");
    await waitForState(window, "notes", "Token needed");
    await waitForState(window, "open", "Not started");
  });

  it("asks to sign in, without blocking, when the server is started signed out", async () => {
    const { window } = scene.session;
    await startServer(window, "everything");
    const { text, buttons } = await window.waitForNotification("Sign in to");
    expect({ text, buttons }).toEqual({
      text: 'Sign in to "everything" to use its tools.',
      buttons: ["Sign In"],
    });
  });

  it("runs the server after the sign-in without a further click, and offers its tools", async () => {
    const { window } = scene.session;
    const opened = window.waitForTab();
    await window.clickNotification("Sign In");
    const tab = await opened;
    expect(await signInOnPage(tab, "ada")).toContain("close this window");
    await tab.close();
    await waitForState(window, "everything", /^\d+ tools$/);
    await expect.poll(() => toolNames(window)).toContainEqual(expect.stringMatching(/_echo$/));
  });

  it("calls a tool with the injected bearer", async () => {
    const { window } = scene.session;
    expect(await callTool(window, "_echo", { message: "hello" })).toContain("hello");
    const last = scene.demo.everything.seen.findLast(({ method }) => method === "POST");
    expect(last).toMatchObject({ verdict: "allowed", status: 200 });
  });

  it("refreshes the access token when it expires in mid-session", async () => {
    const { window } = scene.session;
    const { authorizationServer } = scene.demo;
    const before = authorizationServer.tokenRequests("refresh_token");
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    expect(await callTool(window, "_echo", { message: "later" })).toContain("later");
    expect(authorizationServer.tokenRequests("refresh_token")).toBe(before + 1);
  });
});
