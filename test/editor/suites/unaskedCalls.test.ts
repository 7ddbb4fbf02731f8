import { deepEqual, match, ok, rejects } from "node:assert/strict";
import * as vscode from "vscode";
import { setServers, until } from "./workspace.ts";

const URL = "https://mcp.example/mcp";
const TOKEN_SERVER = { url: URL, auth: { type: "token" } };
/** What the editor says in a test in place of a modal dialog. */
const MODAL = /refused to show dialog in tests/;

describe("Whatever another extension or a link calls", () => {
  before(async () => {
    await setServers({ crm: TOKEN_SERVER, mail: { url: URL, auth: { type: "oauth" } } });
    await until(async () => settingOf("servers")["mail"] !== undefined);
  });
  after(() => setServers(undefined));

  for (const [what, argument] of [
    ["an action", { type: "switchToOAuth", server: "crm" }],
    ["an action as text", JSON.stringify({ type: "switchToOAuth", server: "crm" })],
    ["a forged id", "0b0f3c52-4f0e-4c7e-9d43-0c8f8f1f7c11"],
    ["nothing", undefined],
  ] as const) {
    it(`applies no fix that was not offered: ${what}`, async () => {
      await vscode.commands.executeCommand("mcpConnect.applyFix", argument);
      deepEqual(settingOf("servers")["crm"], TOKEN_SERVER);
    });
  }

  it("signs nobody out and removes no credential without a question", async () => {
    for (const command of ["signOut", "removeCredential"]) {
      await rejects(
        async () => vscode.commands.executeCommand(`mcpConnect.${command}`, "mail"),
        MODAL,
      );
      await rejects(
        async () =>
          vscode.commands.executeCommand(`mcpConnect.${command}`, { server: { name: "mail" } }),
        MODAL,
      );
    }
  });
});

describe("A fix that is offered", () => {
  const code = "placeholder";

  it("is applied by its id", async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, ".cursor", "mcp.json");
    const headers = { Authorization: "Bearer YOUR_TOKEN" };
    const text = JSON.stringify({ mcpServers: { board: { url: URL, headers } } });
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    const document = await vscode.workspace.openTextDocument(file);
    const position = document.positionAt(text.indexOf("YOUR_TOKEN"));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      file,
      new vscode.Range(position, position),
    );
    const ignore = actions.find(
      ({ title }) => title === `Ignore “${code}” of “board” in the settings`,
    );
    const [id]: unknown[] = ignore?.command?.arguments ?? [];
    match(String(id), /^[0-9a-f-]{36}$/);
    await vscode.commands.executeCommand("mcpConnect.applyFix", id);
    await until(async () => Array.isArray(settingOf("findings.ignore")));
    deepEqual(settingOf("findings.ignore"), [{ code, server: "board" }]);
    await vscode.workspace
      .getConfiguration("mcpConnect")
      .update("findings.ignore", undefined, vscode.ConfigurationTarget.Workspace);
    await vscode.workspace.fs.delete(file);
  });
});

function settingOf(name: string): Readonly<Record<string, unknown>> {
  return (
    vscode.workspace.getConfiguration("mcpConnect").inspect<Record<string, unknown>>(name)
      ?.workspaceValue ?? {}
  );
}
