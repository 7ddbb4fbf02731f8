import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  startAuthorizationServer,
  type AuthorizationServer,
} from "../../peers/authorizationServer.ts";
import { startSdkServer, type SdkServer } from "../../peers/sdkServer.ts";
import { startTokenGate, type TokenGate } from "../../peers/tokenGate.ts";
import { openEditorHarness, type EditorHarness } from "../harness/editorHarness.ts";
import { waitForState } from "./demoHarness.ts";

const REGISTERED = "http://127.0.0.1:8085/somewhere-else";

describe("a redirect URI that differs from the registered one", () => {
  let authorizationServer: AuthorizationServer;
  let upstream: SdkServer;
  let gate: TokenGate;
  let harness: EditorHarness;
  beforeAll(async () => {
    authorizationServer = await startAuthorizationServer({
      browserHost: "127.0.0.1",
      clients: [
        {
          client_id: "fixed",
          application_type: "web",
          token_endpoint_auth_method: "none",
          redirect_uris: [REGISTERED],
          grant_types: ["authorization_code", "refresh_token"],
        },
      ],
    });
    upstream = await startSdkServer({ name: "strict" });
    gate = await startTokenGate({
      upstream: upstream.url,
      access: { kind: "oauth", authorizationServer, scopes: ["mcp:tools"] },
    });
    harness = await openEditorHarness({
      settings: {
        "mcpConnect.redirectMethod": "loopback",
        "mcpConnect.redirectPort": 28_499,
      },
      files: {
        ".vscode/settings.json": JSON.stringify({
          "mcpConnect.servers": {
            strict: { url: gate.url, auth: { type: "oauth", clientId: "fixed" } },
          },
        }),
      },
    });
  });
  afterAll(async () => {
    await harness?.close();
    await gate?.stop();
    await upstream?.stop();
    await authorizationServer?.stop();
  });

  it("is recognized from the authorization server's answer, with the exact URI to copy as the fix (R15, R42, R43)", async () => {
    const { window } = harness;
    await window.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await window.openView("MCP Connect");
    await window.runCommand("MCP Connect: Sign in…");
    const ours = "http://127.0.0.1:28499/callback";
    const notification = await window.waitForNotification("does not know the redirect URI");
    expect(notification).toEqual({
      text: `The authorization server of “strict” does not know the redirect URI ${ours}. Register exactly this address at the provider.`,
      buttons: ["Copy redirect URI", "Sign in", "Open settings"],
    });
    await waitForState(window, "strict", "Redirect URI not registered");
    await window.clickNotification("Copy redirect URI");
    await expect
      .poll(() => window.evaluate(async (vscode) => vscode.env.clipboard.readText()))
      .toBe(ours);
    await expect
      .poll(() => window.problems())
      .toEqual([
        expect.objectContaining({ file: ".vscode/settings.json", code: "redirectUriMismatch" }),
      ]);
  });
});
