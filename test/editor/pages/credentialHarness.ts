import type { Locator } from "playwright-core";
import { expect } from "vitest";
import { startSdkServer } from "../../peers/sdkServer.ts";
import { startSecretGate, type SecretGate } from "../../peers/secretGate.ts";
import { wholeText } from "../harness/driver/wholeText.ts";
import {
  openEditorHarness,
  type EditorHarness,
  type EditorHarnessOptions,
} from "../harness/editorHarness.ts";
import type { EditorWindow } from "../harness/window.ts";

/** An editor with servers of its own choosing, each behind a gate that judges its headers. */
export interface CredentialHarness {
  readonly editor: EditorHarness;
  /** The gate in front of the server with this name. */
  gate(name: string): SecretGate;
  /** Writes the workspace's settings: the entries of the servers by name, and other settings beside them. */
  writeServers(
    servers: Readonly<Record<string, unknown>>,
    settings?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  close(): Promise<void>;
}

interface HarnessServer {
  readonly judge: Parameters<typeof startSecretGate>[1];
  /** The entry of the settings, without its URL. */
  readonly entry: Readonly<Record<string, unknown>>;
}

/** Starts a gate for each server, all in front of one MCP server, and an editor whose workspace names them. */
export async function openCredentialHarness(
  servers: Readonly<Record<string, HarnessServer>>,
  options: EditorHarnessOptions = {},
): Promise<CredentialHarness> {
  const behind = await startSdkServer({ name: "behind" });
  const gates = new Map<string, SecretGate>();
  const entries: Record<string, unknown> = {};
  for (const [name, { judge, entry }] of Object.entries(servers)) {
    const gate = await startSecretGate(behind.url, judge);
    gates.set(name, gate);
    entries[name] = { url: gate.url, ...entry };
  }
  const stop = async () => {
    for (const gate of gates.values()) await gate.stop();
    await behind.stop();
  };
  try {
    const editor = await openEditorHarness({
      ...options,
      files: { ".vscode/settings.json": settingsText(entries), ...options.files },
    });
    // Whoever uses the editor in a browser is asked once, and agrees.
    await editor.window.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await editor.window.openView("MCP Connect");
    return {
      editor,
      gate: (name) => {
        const gate = gates.get(name);
        if (!gate) throw new Error(`There is no server “${name}” in this harness.`);
        return gate;
      },
      writeServers: (changed, settings) =>
        editor.write({ ".vscode/settings.json": settingsText(changed, settings) }),
      close: async () => {
        await editor.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function settingsText(
  servers: Readonly<Record<string, unknown>>,
  settings: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({ "mcpConnect.servers": servers, ...settings }, undefined, 2);
}

/** Runs a command of ours for one server, chosen from the list where there are several to choose from. */
export async function runFor(window: EditorWindow, title: string, server: string): Promise<void> {
  await window.runCommand(`MCP Connect: ${title}`);
  await window.quickPick(server);
}

/** What the clipboard of the window holds. */
export function clipboard(window: EditorWindow): Promise<string> {
  return window.evaluate(async (vscode) => vscode.env.clipboard.readText());
}

/** Waits for the box with this title, and types into it. */
export async function enter(window: EditorWindow, title: string, text: string): Promise<void> {
  await titleOf(window, title).waitFor();
  await window.quickInput(text);
}

/** Chooses a file in the editor's own dialog for files, once it has this title. */
export async function chooseFile(window: EditorWindow, title: string, path: string): Promise<void> {
  const titled = titleOf(window, title);
  const input = window.page.locator(".quick-input-widget:visible .quick-input-box input");
  await titled.waitFor();
  // The dialog lists a folder of its own when it opens, and drops what was typed before.
  await expect
    .poll(
      async () => {
        if (!(await titled.isVisible())) return false;
        await input.fill(path);
        await input.press("Enter");
        return titled.isVisible();
      },
      { interval: 500 },
    )
    .toBe(false);
}

function titleOf(window: EditorWindow, title: string): Locator {
  return window.page.locator(".quick-input-widget:visible .quick-input-title", {
    hasText: wholeText(title),
  });
}
