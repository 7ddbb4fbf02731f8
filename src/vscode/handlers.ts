import { commands, Disposable } from "vscode";
import type { FixAction } from "../core/finding.ts";
import type { CommandId } from "../manifest.ts";

/** What a command does with the arguments that menus, links and other code hand it: unknown until checked. */
type CommandHandler = (argument?: unknown) => unknown;

/** What a room's commands do. */
export type CommandHandlers = Partial<Record<CommandId, CommandHandler>>;

/** An action of a fix, by its type. */
export type FixActionOf<Type extends FixAction["type"]> = Extract<FixAction, { type: Type }>;

/** What every fix does. */
export type AllFixHandlers = {
  readonly [Type in FixAction["type"]]: (action: FixActionOf<Type>) => unknown;
};

/** What a room's fixes do. */
export type FixHandlers = Partial<AllFixHandlers>;

/** Registers every command of the manifest; the type leaves none out. */
export function registerCommands(handlers: Required<CommandHandlers>): Disposable {
  return Disposable.from(
    ...Object.entries(handlers).map(([id, handler]) => commands.registerCommand(id, handler)),
  );
}
