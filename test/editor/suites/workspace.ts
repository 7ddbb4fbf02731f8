import { ok } from "node:assert/strict";
import * as vscode from "vscode";

const SETTLE_MS = 15_000;

/** Writes the servers into the settings of the workspace. */
export async function setServers(servers: Record<string, unknown> | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration("mcpConnect")
    .update("servers", servers, vscode.ConfigurationTarget.Workspace);
}

/** Waits until something has come to pass, and throws when it has not in time. */
export async function until(done: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + SETTLE_MS;
  while (!(await done())) {
    ok(Date.now() < end, "It did not come to pass in time.");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
