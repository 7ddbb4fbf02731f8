import { commands, Disposable } from "vscode";
import type { CommandId } from "../manifest.ts";

/** What a command does with the arguments that menus, links and other code hand it: unknown until checked. */
export type Handler = (argument?: unknown) => unknown;

/** Registers every command of the manifest; the type leaves none out. */
export function registerCommands(handlers: Record<CommandId, Handler>): Disposable {
  return Disposable.from(
    ...Object.entries(handlers).map(([id, handler]) => commands.registerCommand(id, handler)),
  );
}
