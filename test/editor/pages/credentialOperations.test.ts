import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wantsHeader } from "../../peers/secretGate.ts";
import {
  clipboard,
  enter,
  openCredentialHarness,
  runFor,
  type CredentialHarness,
} from "./credentialHarness.ts";
import { waitForState } from "./demoHarness.ts";

describe("what the user does with credentials", () => {
  let token = "first-token-abcdef";
  let harness: CredentialHarness;
  const window = () => harness.editor.window;
  const bearer = () => `Bearer ${token}`;

  beforeAll(async () => {
    harness = await openCredentialHarness({
      notes: { judge: wantsHeader("Authorization", bearer), entry: { auth: { type: "token" } } },
      carrier: {
        judge: (headers) =>
          headers["api-token"] === "auth-token-123456"
            ? { kind: "allowed" }
            : { kind: "refused", answer: "Missing API-Token header" },
        entry: { auth: { type: "token" } },
      },
    });
  });
  afterAll(() => harness?.close());

  const copy = (text: string) =>
    window().evaluate(async (vscode, value) => vscode.env.clipboard.writeText(value), text);
  const useClipboard = async (title: string) => {
    const box = window().page.locator(".quick-input-widget:visible", { hasText: title });
    await box.waitFor();
    await box.locator('.action-label[aria-label^="Take it from the clipboard"]').click();
  };

  it("is tried before it is stored: a wrong token is explained and not kept (R17, R35)", async () => {
    await runFor(window(), "Set credential…", "notes");
    await enter(window(), "Token for “notes”", "wrong-token-abcdef");
    const { text, buttons } = await window().waitForNotification("It was not stored.");
    expect({ text, buttons }).toEqual({
      text: "“notes” does not accept the token: it is wrong, expired, or for another environment. It was sent in the header Authorization. It was not stored.",
      buttons: ["Enter another…", "Open settings", "Keep it anyway"],
    });
    await waitForState(window(), "notes", "Token needed");
    expect(harness.gate("notes").hasReceived("wrong-token-abcdef")).toBe(true);
  });

  it("is taken from the clipboard, which is cleared on request (R17)", async () => {
    await copy(` "Bearer ${token}"\n`);
    await window().clickNotification("Enter another…", "It was not stored.");
    await useClipboard("Token for “notes”");
    const { buttons } = await window().waitForNotification("“notes” is connected: 4 tools.");
    expect(buttons).toEqual(["Clear clipboard"]);
    await window().clickNotification("Clear clipboard", "“notes” is connected");
    await expect.poll(() => clipboard(window())).toBe("");
    await waitForState(window(), "notes", "4 tools");
  });

  it("is rotated only when the new one works: else the old one stays (R3, R35, R36)", async () => {
    await runFor(window(), "Rotate credential…", "notes");
    await enter(window(), "New token for “notes”", "mistyped-token-abc");
    await window().waitForNotification("The new one was not stored; the old one stays in use.");
    await runFor(window(), "Check connection", "notes");
    await waitForState(window(), "notes", "4 tools");
    token = "second-token-abcdef";
    await runFor(window(), "Rotate credential…", "notes");
    await enter(window(), "New token for “notes”", token);
    await window().waitForNotification(
      "“notes” is connected: 4 tools. If the old one still works, revoke it where it was issued.",
    );
    expect(harness.gate("notes").hasReceived(token)).toBe(true);
  });

  it("is kept anyway where the user says so, and the wrong header is corrected (R12)", async () => {
    await runFor(window(), "Set credential…", "carrier");
    await enter(window(), "Token for “carrier”", "auth-token-123456");
    const { buttons } = await window().waitForNotification(
      "“carrier” was sent the token in Authorization, and wants it in the header API-Token.",
    );
    expect(buttons).toEqual(["Enter another…", "Send it in API-Token", "Keep it anyway"]);
    await window().clickNotification("Keep it anyway", "wants it in the header API-Token");
    await waitForState(window(), "carrier", "Token in the wrong header");
    await window().expandTreeRow("carrier");
    await window().treeRow("Send it in API-Token").click();
    await waitForState(window(), "carrier", "4 tools");
    const settings = await window().evaluate((vscode) =>
      vscode.workspace.getConfiguration("mcpConnect").get("servers.carrier.auth"),
    );
    expect(settings).toEqual({ type: "token", header: "API-Token" });
  });

  it("is listed with kind, address and age, and without its value (R35)", async () => {
    await window().runCommand("MCP Connect: List credentials");
    const widget = window().page.locator(".quick-input-widget:visible");
    await widget.locator(".monaco-list-row").first().waitFor();
    const text = await widget.innerText();
    expect(text).toContain("Token in Authorization");
    expect(text).toContain("Token in API-Token");
    expect(text).toContain(harness.gate("notes").origin);
    expect(text).toContain("Set just now · last used just now");
    expect(text).not.toContain("token-abcdef");
    await window().page.keyboard.press("Escape");
  });

  it("is copied as a curl command with a placeholder, and with the token after a question (R11)", async () => {
    await runFor(window(), "Copy as curl command", "notes");
    await window().waitForNotification("with a placeholder in place of the token");
    const withPlaceholder = await clipboard(window());
    expect(withPlaceholder).toContain("-H 'Authorization: Bearer <token>'");
    expect(withPlaceholder).not.toContain(token);
    await window().clickNotification("Copy with token…", "placeholder");
    expect(await window().dialogText()).toContain("Copy the real token of “notes”?");
    await window().answerDialog("Copy with token");
    await window().waitForNotification("with the token in it");
    expect(await clipboard(window())).toContain(`-H 'Authorization: Bearer ${token}'`);
    await window().clickNotification("Clear clipboard", "with the token in it");
  });

  it("is asked for with the place where the provider shows it (R2, R17)", async () => {
    const settings = { type: "token" };
    await harness.writeServers({
      notes: { url: harness.gate("notes").url, auth: settings },
      carrier: { url: harness.gate("carrier").url, auth: { ...settings, header: "API-Token" } },
      workboard: { url: "https://www.myworkboard.com/wb/mcp", auth: settings },
    });
    await waitForState(window(), "workboard", "Token needed");
    await runFor(window(), "Set credential…", "workboard");
    const box = window().page.locator(".quick-input-widget:visible", {
      hasText: "Token for “workboard”",
    });
    await box.waitFor();
    expect((await window().quickInputState("Token for “workboard”")).message).toContain(
      "Found under Profile > Settings > Custom Integrations > App > Instant Token.",
    );
    await box.locator('.action-label[aria-label^="Open WorkBoard"]').waitFor();
    await window().page.keyboard.press("Escape");
  });

  it("is a shared secret that is generated and copied (R9)", async () => {
    await window().runCommand("MCP Connect: Generate shared secret");
    await window().waitForNotification("A shared secret of 256 bits is copied.");
    const secret = await clipboard(window());
    expect(Buffer.from(secret, "base64")).toHaveLength(32);
  });

  it("is removed from one server, and from all of them, after a question (R35)", async () => {
    await runFor(window(), "Remove credential…", "carrier");
    expect(await window().dialogText()).toContain("Remove the stored credential of “carrier”?");
    await window().answerDialog("Remove");
    await waitForState(window(), "carrier", "Token needed");
    await window().runCommand("MCP Connect: Remove all credentials…");
    expect(await window().dialogText()).toContain("Remove the only stored credential?");
    await window().answerDialog("Remove");
    await waitForState(window(), "notes", "Token needed");
  });
});
