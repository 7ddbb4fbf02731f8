import type { LogOutputChannel } from "vscode";
import type { Logger } from "../core/log.ts";

/** The core's logger on the editor's output channel, made with the first line that is written. */
export function createLogger(createChannel: () => LogOutputChannel): Logger & {
  show(): void;
  dispose(): void;
} {
  let channel: LogOutputChannel | undefined;
  const open = () => (channel ??= createChannel());
  return {
    trace: (message) => open().trace(message),
    debug: (message) => open().debug(message),
    info: (message) => open().info(message),
    warn: (message) => open().warn(message),
    error: (message) => open().error(message),
    show: () => open().show(),
    dispose: () => channel?.dispose(),
  };
}
