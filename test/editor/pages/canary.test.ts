import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEMO_PERSON } from "../../peers/demo.ts";
import {
  callTool,
  openDemoHarness,
  signInOnPage,
  startServer,
  waitForState,
  type DemoHarness,
} from "./demoHarness.ts";
import { findSecrets } from "./findSecrets.ts";

describe("secrets", () => {
  let harness: DemoHarness;
  beforeAll(async () => {
    harness = await openDemoHarness();
    await harness.editor.window.openView("MCP Connect");
  });
  afterAll(() => harness?.close());

  it("stand nowhere on the disk and in no log after the whole path", async () => {
    const { window, editor } = harness.editor;
    const { authorizationServer, tokens, everything } = harness.demo;
    const secrets = new Map<string, string>();
    const collect = () => {
      for (const kind of ["AccessToken", "RefreshToken", "AuthorizationCode"] as const) {
        for (const { jti } of authorizationServer.store.all(kind)) secrets.set(String(jti), kind);
      }
      const token = tokens.tokenOf(DEMO_PERSON);
      if (token !== undefined) secrets.set(token, "PersonalToken");
    };
    const watch = setInterval(collect, 50);
    try {
      tokens.regenerate(DEMO_PERSON);
      collect();
      await startServer(window, "notes", "Set the token of “notes”");
      await window.clickNotification("Set token…", "Set the token of");
      await window.quickInput(tokens.tokenOf(DEMO_PERSON) ?? "");
      await waitForState(window, "notes", "4 tools");
      await startServer(window, "everything", "Sign in to “everything”");
      const opened = window.waitForTab();
      await window.clickNotification("Sign in", "Sign in to");
      const tab = await opened;
      await signInOnPage(tab, "ada");
      await tab.close();
      await waitForState(window, "everything", /^\d+ tools$/);
      authorizationServer.expireAccessTokens();
      expect(
        await callTool(window, "everything", "echo", { message: "after a refresh" }),
      ).toContain("refresh");
      tokens.regenerate(DEMO_PERSON);
      expect(await callTool(window, "notes", "whoami")).toContain("revoked or replaced");
      collect();
    } finally {
      clearInterval(watch);
    }
    // The secrets were in use: the gate has received them.
    const used = [...secrets.keys()].filter(
      (secret) => everything.hasReceived(secret) || harness.demo.notes.hasReceived(secret),
    );
    expect(used.length).toBeGreaterThanOrEqual(3);
    await harness.editor.restart();
    const found = await findSecrets(dirname(editor.dataDir), secrets);
    // A browser keeps the addresses that it went to: the codes in them are spent.
    expect(found.filter((place) => !place.startsWith("AuthorizationCode in profile"))).toEqual([]);
  });
});
