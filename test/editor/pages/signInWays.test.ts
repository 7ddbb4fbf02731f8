import { afterEach, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { verifyDevice } from "../../peers/browserless.ts";
import { startSdkServer } from "../../peers/sdkServer.ts";
import { startTokenGate } from "../../peers/tokenGate.ts";
import type { EditorWindow } from "../harness/window.ts";
import {
  callTool,
  openDemoHarness,
  signInOnPage,
  waitForState,
  type DemoHarness,
} from "./demoHarness.ts";

const DEVICE_CODE = /[A-Z]{4}-[A-Z]{4}/;

describe("signing in", () => {
  let harness: DemoHarness | undefined;
  afterEach(async () => {
    await harness?.close();
    harness = undefined;
  });

  async function open(settings: Record<string, unknown>): Promise<EditorWindow> {
    harness = await openDemoHarness({ settings });
    const { window } = harness.editor;
    await window.openView("MCP Connect");
    await waitForState(window, "everything", "Sign-in needed");
    return window;
  }

  async function startSignIn(window: EditorWindow): Promise<Page> {
    const opened = window.waitForTab();
    await window.runCommand("MCP Connect: Sign in…");
    return opened;
  }

  it("comes back through the editor's own URI, with redirect_uri and scope intact (R41)", async () => {
    const window = await open({ "mcpConnect.redirectMethod": "editor" });
    const tab = await startSignIn(window);
    await tab.waitForURL(/interaction/);
    await tab.getByLabel("Your name").fill("ada");
    await tab.getByRole("button", { name: "Sign in" }).click();
    await waitForState(window, "everything", /^\d+ tools$/);
    expect(await callTool(window, "everything", "echo", { message: "editor" })).toContain("editor");
    await tab.close();
  });

  it("comes back through an address that is pasted by hand", async () => {
    const window = await open({
      "mcpConnect.redirectMethod": "paste",
      "mcpConnect.redirectPort": 28_498,
    });
    const tab = await startSignIn(window);
    const landed = tab.waitForRequest((request) => request.url().includes("/callback"));
    await tab.getByLabel("Your name").fill("ada");
    await tab.getByRole("button", { name: "Sign in" }).click();
    const address = (await landed).url();
    await tab.close();
    await window.quickInput("https://example.com/?code=wrong&state=wrong");
    await expect
      .poll(async () => (await window.quickInputState()).message)
      .toContain("does not belong to the sign-in");
    await window.quickInput(address);
    await waitForState(window, "everything", /^\d+ tools$/);
  });

  it("can be cancelled in the notification while the browser is open, and starts anew", async () => {
    const window = await open({});
    const tab = await startSignIn(window);
    await tab.close();
    await window.clickNotification("Cancel", "Signing in to");
    await waitForState(window, "everything", "Sign-in needed");
    const again = await startSignIn(window);
    await signInOnPage(again, "ada");
    await waitForState(window, "everything", /^\d+ tools$/);
    await again.close();
  });

  it.each([
    ["the editor's own URI", { "mcpConnect.redirectMethod": "editor" }],
    ["a pasted address", { "mcpConnect.redirectMethod": "paste" }],
  ])("can be cancelled while it waits for %s", async (_way, settings) => {
    const window = await open(settings);
    const tab = await startSignIn(window);
    await tab.close();
    await window.clickNotification("Cancel", "Signing in to");
    await waitForState(window, "everything", "Sign-in needed");
  });

  it("says what happened when access is denied on the provider's page, and offers to try again", async () => {
    const window = await open({});
    const tab = await startSignIn(window);
    await tab.getByRole("button", { name: "Deny" }).click();
    await tab.waitForURL(/\/callback/);
    await tab.close();
    await waitForState(window, "everything", "Sign-in refused");
    const { text, buttons } = await window.waitForNotification("refused");
    expect(text).toMatch(/sign-in/i);
    expect(buttons).toContain("Sign in");
  });

  it("names a redirect URI with the client ID only where the sign-in has one, and the client secret once in the provider's words", async () => {
    const window = await open({});
    const { authorizationServer, everything } = harness?.demo ?? {};
    const endpoints = {
      authorizationUrl: `${authorizationServer?.url}/auth`,
      tokenUrl: `${authorizationServer?.url}/token`,
    };
    const machine = { type: "oauth", flow: "client_credentials" };
    await harness?.editor.write(
      settingsFile({
        plain: { url: everything?.url, auth: machine },
        board: { url: everything?.url, auth: { ...machine, preset: "workboard", ...endpoints } },
      }),
    );
    const prompts: string[] = [];
    for (const server of ["plain", "board"]) {
      await waitForState(window, server, "Sign-in needed");
      await window.clickTreeAction(server, "Sign in…");
      const { message } = await window.quickInputState(`Client ID for “${server}”`);
      prompts.push(message.replace(/ \(Press.*/, "").replace(/^http:\S+/, "It"));
      await window.page.keyboard.press("Escape");
      await waitForState(window, server, "Sign-in needed");
    }
    await harness?.editor.write(
      settingsFile({
        board: {
          url: everything?.url,
          auth: { ...machine, preset: "workboard", clientId: "board-app", ...endpoints },
        },
      }),
    );
    await expect.poll(async () => (await window.treeRows()).length).toBe(1);
    await window.runCommand("MCP Connect: Set client secret…");
    const { message } = await window.quickInputState("Client secret for “board”");
    const { host } = new URL(endpoints.tokenUrl);
    expect([...prompts, message.replace(/ \(Press.*/, "")]).toEqual([
      "It does not register clients by itself. Create an app there and enter its client ID.",
      `WorkBoard at ${host} does not register clients by itself. Create an app there under Profile > Settings > Custom Integrations > App, and enter its “client_id”.`,
      `Found under Profile > Settings > Custom Integrations > App, as “client hash”. The secret of the client board-app. It is kept in secret storage and sent to ${host} only.`,
    ]);
  });

  it("works with a device code that is shown and copied, and can be cancelled before", async () => {
    const window = await open({});
    await harness?.editor.write(
      settingsFile({
        everything: {
          url: harness.demo.everything.url,
          auth: { type: "oauth", flow: "device_code", scopes: ["mcp:tools"] },
        },
      }),
    );
    await window.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await expect
      .poll(async () => (await window.treeRows()).map(({ label }) => label))
      .toEqual(["everything"]);
    await window.runCommand("MCP Connect: Sign in…");
    const { text } = await window.waitForNotification("enter the code");
    const code = DEVICE_CODE.exec(text)?.[0] ?? "";
    await expect.poll(() => clipboard(window)).toBe(code);
    const address = /http:\S+\/device/.exec(text)?.[0] ?? "";
    await window.clickNotification("Cancel", "Signing in to");
    await waitForState(window, "everything", "Sign-in needed");
    await window.runCommand("MCP Connect: Sign in…");
    // The first notification stays, since extensions cannot take one back; the clipboard has the new code.
    await expect.poll(() => clipboard(window)).not.toBe(code);
    const second = await clipboard(window);
    expect(second).toMatch(DEVICE_CODE);
    await verifyDevice(address, second, "ada");
    await waitForState(window, "everything", /^\d+ tools$/);
  });

  it("keeps two accounts at one authorization server apart, a token for each server", async () => {
    const window = await open({});
    if (!harness) throw new Error("There is no harness.");
    const { authorizationServer, everything } = harness.demo;
    const upstream = await startSdkServer({ name: "second" });
    const second = await startTokenGate({
      upstream: upstream.url,
      access: { kind: "oauth", authorizationServer, scopes: ["mcp:tools"] },
    });
    try {
      const auth = { type: "oauth", scopes: ["openid", "mcp:tools"] };
      await harness.editor.write(
        settingsFile({
          everything: { url: everything.url, auth },
          second: { url: second.url, auth },
        }),
      );
      await waitForState(window, "second", "Sign-in needed");
      for (const [server, person] of [
        ["everything", "ada"],
        ["second", "grace"],
      ] as const) {
        const opened = window.waitForTab();
        await window.clickTreeAction(server, "Sign in…");
        const tab = await opened;
        await signInOnPage(tab, person);
        await tab.close();
        await waitForState(window, server, /^\d+ tools$/);
        // Each person has a browser session of their own.
        await window.context.clearCookies();
      }
      await window.expandTreeRow("everything");
      await window.expandTreeRow("second");
      await expect
        .poll(async () =>
          (await window.treeRows())
            .filter(({ label }) => label === "Sign-in")
            .map(({ description }) => description),
        )
        .toEqual(["Signed in as ada", "Signed in as grace"]);
      const tokens = authorizationServer.store.all("AccessToken").map(({ jti }) => String(jti));
      for (const token of tokens) {
        expect([everything.hasReceived(token), second.hasReceived(token)]).not.toEqual([
          true,
          true,
        ]);
      }
    } finally {
      await second.stop();
      await upstream.stop();
    }
  });
});

async function clipboard(window: EditorWindow): Promise<string> {
  return window.evaluate(async (vscode) => vscode.env.clipboard.readText());
}

function settingsFile(servers: Record<string, unknown>): Record<string, string> {
  return { ".vscode/settings.json": JSON.stringify({ "mcpConnect.servers": servers }) };
}
