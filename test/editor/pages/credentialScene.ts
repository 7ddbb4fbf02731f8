import { expect } from "vitest";
import { startSdkServer } from "../../peers/sdkServer.ts";
import { startSecretGate, type SecretGate } from "../../peers/secretGate.ts";
import { openSession, type Session, type SessionOptions } from "../harness/session.ts";
import type { EditorWindow } from "../harness/window.ts";

/** An editor with servers of its own choosing, each behind a gate that judges its headers. */
export interface CredentialScene<Name extends string> {
  readonly session: Session;
  readonly gates: Readonly<Record<Name, SecretGate>>;
  /** Writes the workspace's settings: the entries of the servers by name, and other settings beside them. */
  writeServers(
    servers: Readonly<Record<string, unknown>>,
    settings?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  close(): Promise<void>;
}

interface SceneServer {
  readonly judge: Parameters<typeof startSecretGate>[1];
  /** The entry of the settings, without its URL. */
  readonly entry: Readonly<Record<string, unknown>>;
}

/** Starts a gate for each server, all in front of one MCP server, and an editor whose workspace names them. */
export async function openCredentialScene<Name extends string>(
  servers: Readonly<Record<Name, SceneServer>>,
  options: SessionOptions = {},
): Promise<CredentialScene<Name>> {
  const behind = await startSdkServer({ name: "behind" });
  const names = Object.keys(servers) as Name[];
  const started = await Promise.all(
    names.map(
      async (name) => [name, await startSecretGate(behind.url, servers[name].judge)] as const,
    ),
  );
  const gates = Object.fromEntries(started) as Record<Name, SecretGate>;
  const entries = Object.fromEntries(
    names.map((name) => [name, { url: gates[name].url, ...servers[name].entry }]),
  );
  const stop = async () => {
    for (const [, gate] of started) await gate.stop();
    await behind.stop();
  };
  try {
    const session = await openSession({
      ...options,
      files: { ".vscode/settings.json": settingsText(entries), ...options.files },
    });
    await session.window.openView("MCP Connect");
    return {
      session,
      gates,
      writeServers: (changed, settings) =>
        session.write({ ".vscode/settings.json": settingsText(changed, settings) }),
      close: async () => {
        await session.close();
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

/** Runs a command of ours from the menu of a server's line in the tree. */
export async function chooseFor(window: EditorWindow, server: string, item: string): Promise<void> {
  await window.chooseFromTreeMenu(server, item);
}

/** What the clipboard of the window holds. */
export function clipboard(window: EditorWindow): Promise<string> {
  return window.evaluate(async (vscode) => vscode.env.clipboard.readText());
}

/** Waits for the box with this title, and types into it. */
export async function enter(window: EditorWindow, title: string, text: string): Promise<void> {
  await window.page
    .locator(".quick-input-widget:visible .quick-input-title", { hasText: title })
    .waitFor();
  await window.quickInput(text);
}

/** Chooses a file in the editor's own dialog for files, once it has this title. */
export async function chooseFile(window: EditorWindow, title: string, path: string): Promise<void> {
  const titled = window.page.locator(".quick-input-widget:visible .quick-input-title", {
    hasText: title,
  });
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
