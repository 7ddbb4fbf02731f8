import { deepEqual, equal, ok } from "node:assert/strict";
import { basename, join } from "node:path";
import * as vscode from "vscode";
import { COMMANDS, EXTENSION_ID } from "../../../src/manifest.ts";
import { startSdkServer, type SdkServer } from "../../peers/sdkServer.ts";
import { setServers, until } from "./workspace.ts";

describe("the extension in the editor's extension host", () => {
  let server: SdkServer;
  before(async () => {
    server = await startSdkServer({ name: "inside" });
  });
  after(async () => {
    await setServers(undefined);
    await server.stop();
  });

  it("loads one file at activation", async () => {
    const extension = vscode.extensions.getExtension(EXTENSION_ID);
    ok(extension, "The extension is not there.");
    await extension.activate();
    const dist = join(extension.extensionPath, "dist");
    deepEqual(
      Object.keys(require.cache)
        .filter((path) => path.startsWith(dist))
        .map((path) => basename(path)),
      ["extension.cjs"],
    );
  });

  it("offers every command of its manifest", async () => {
    const commands = new Set(await vscode.commands.getCommands(true));
    deepEqual(
      COMMANDS.filter((id) => !commands.has(id)),
      [],
    );
  });

  it("registers a server that the settings add while it runs, and takes it back when they drop it", async () => {
    await setServers({ inside: { url: server.url } });
    await until(async () => {
      await vscode.commands.executeCommand("workbench.mcp.startServer", `${EXTENSION_ID}/inside`);
      return toolsOf("inside").length > 0;
    });
    deepEqual(
      toolsOf("inside")
        .map((name) => name.replace("mcp_inside_", ""))
        .toSorted(),
      ["echo", "large", "slow", "whoami"],
    );
    await setServers(undefined);
    await until(async () => toolsOf("inside").length === 0);
  });

  it("starts a server that was added a moment ago, which the editor has not heard of yet", async () => {
    await setServers({ fresh: { url: server.url } });
    await vscode.commands.executeCommand("mcpConnect.startServer", "fresh");
    await until(async () => toolsOf("inside").length > 0);
    await setServers(undefined);
    await until(async () => toolsOf("inside").length === 0);
  });

  it("shows a wrong entry of the settings in the Problems panel, on the entry", async () => {
    await setServers({ inside: { url: server.url, auth: { type: "token", header: "no spaces" } } });
    const settings = vscode.workspace.workspaceFolders?.[0]?.uri;
    ok(settings);
    const file = vscode.Uri.joinPath(settings, ".vscode", "settings.json");
    const ours = () =>
      vscode.languages.getDiagnostics(file).filter(({ source }) => source === "MCP Connect");
    await until(async () => ours().length > 0);
    const document = await vscode.workspace.openTextDocument(file);
    deepEqual(
      ours().map(({ code, range }) => [
        typeof code === "object" ? code.value : code,
        document.getText(range),
      ]),
      [["headerNameInvalid", '"header"']],
    );
  });

  it("has no session before a sign-in, and asks nobody for one silently", async () => {
    deepEqual(await vscode.authentication.getAccounts("mcpConnect"), []);
    equal(await vscode.authentication.getSession("mcpConnect", [], { silent: true }), undefined);
  });
});

function toolsOf(server: string): readonly string[] {
  return vscode.lm.tools
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`mcp_${server}_`));
}
