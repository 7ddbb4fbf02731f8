// Configuration files of MCP clients: what is wrong with them, and what can be done in them. Loads with the first such file.
import { l10n, Uri } from "vscode";
import { once } from "../../core/once.ts";
import { chooseAnyServer } from "../ask/index.ts";
import type { CommandHandlers, FixHandlers } from "../handlers.ts";
import { FileDiagnostics } from "./fileDiagnostics.ts";
import { registerFileProviders } from "./fileProviders.ts";
import type { FileParts } from "./parts.ts";

/** Registers what checks, explains and changes configuration files. */
export function registerFiles(parts: FileParts) {
  const { context, settings, store } = parts;
  const { subscriptions } = context;
  const checks = once(async () => {
    const made = new (await import("./fileChecks.ts")).FileChecks(settings);
    subscriptions.push(made);
    return made;
  });
  const fileDiagnostics = new FileDiagnostics(parts, checks);
  const tools = once(async () => {
    const { createFileTools } = await import("./fileTools.ts");
    const made = createFileTools(parts, await checks(), fileDiagnostics);
    subscriptions.push(
      made.connections,
      fileDiagnostics.onDidClose((uri) => void made.checkAll.closed(uri)),
    );
    return made;
  });
  subscriptions.push(
    fileDiagnostics,
    registerFileProviders(async () => (await tools()).provider),
  );
  return {
    commands: {
      "mcpConnect.checkAllFiles": async () => (await tools()).checkAll.run(),
      "mcpConnect.exportServer": async (argument) => {
        const server = await chooseAnyServer(settings, argument, l10n.t("Export which server?"));
        if (!server) return;
        await (await import("./exportServer.ts")).exportConfiguration(server, store);
      },
    } satisfies CommandHandlers,
    // The editor adds the file to what a finding in it offers; without one there is nothing to work on.
    fixHandlers: {
      adopt: async ({ file, server }) => {
        if (file === undefined) return;
        const { mover, adopter } = await tools();
        const uri = Uri.parse(file);
        // A server of ours has nobody to be taken over from: its secret is what is wanted elsewhere.
        if (!(await mover.moveOwn(uri, server))) await adopter.adopt(uri, server);
      },
      setTokenInFile: async ({ file, server, range }) => {
        if (file !== undefined) await (await tools()).mover.set(Uri.parse(file), server, range);
      },
      moveToSecretStorage: async ({ file, server, range }) => {
        if (file !== undefined) await (await tools()).mover.move(Uri.parse(file), server, range);
      },
      checkEntry: async ({ file, server }) =>
        (await tools()).connections.check(Uri.parse(file), server),
    } satisfies FixHandlers,
  };
}
