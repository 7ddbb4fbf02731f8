import { l10n } from "vscode";
import type { Server } from "../../core/servers/server.ts";
import type { CommandId } from "../../manifest.ts";
import type { Handler } from "../commands.ts";
import { chooseServer, isServer, type ServerChoicePorts } from "../ask/serverChoice.ts";

/** What the commands for configuration files do; their code is loaded with the first of them. */
export interface FileCommandPorts extends ServerChoicePorts {
  features(): Promise<{
    checkAllFiles(): Promise<void>;
    exportServer(server: Server): Promise<void>;
  }>;
}

/** The commands that deal with configuration files. */
export type FileCommandId = Extract<
  CommandId,
  "mcpConnect.checkAllFiles" | "mcpConnect.exportServer"
>;

export function createFileHandlers(ports: FileCommandPorts): Record<FileCommandId, Handler> {
  return {
    "mcpConnect.checkAllFiles": async () => (await ports.features()).checkAllFiles(),
    "mcpConnect.exportServer": async (argument) => {
      const server = await chooseServer(ports, argument, {
        fits: isServer,
        question: l10n.t("Export which server?"),
        none: l10n.t("The settings name no server yet."),
      });
      if (server) await (await ports.features()).exportServer(server);
    },
  };
}
