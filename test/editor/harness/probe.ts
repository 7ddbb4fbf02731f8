import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type * as vscode from "vscode";
import type { Editor } from "./editor.ts";

const PROBE_TIMEOUT_MS = 120_000;
const POLL_INTERVAL_MS = 20;

/** Folder of the development extension that the other end of this lives in. */
export const probeExtension = join(import.meta.dirname, "probe");

/** The test's end of the probe in one window's extension host. */
export interface Probe {
  /** Resolves when the extension host of the window is up. */
  ready(): Promise<void>;
  /** Forgets the extension host, before the window reloads. */
  forget(): void;
  evaluate: Evaluate;
}

/**
 * Runs a function in the extension host and resolves to its result, both ways as JSON. The function is sent as its
 * source: it sees its parameters, Node's globals and `require`, nothing of the test around it.
 * Rejects with the error that it throws.
 */
export type Evaluate = <Result, Args = undefined>(
  run: (api: typeof vscode, args: Args) => Result | Promise<Result>,
  args?: Args,
) => Promise<Result>;

/** Connects to the probe that announces itself under the window's name. */
export function connectProbe(editor: Editor, window: string): Probe {
  const announcement = join(editor.probe.folder, `${window}.json`);

  async function port(): Promise<number> {
    const until = Date.now() + PROBE_TIMEOUT_MS;
    while (!existsSync(announcement)) {
      if (Date.now() > until) {
        throw new Error(
          `The extension host of the window did not come up in ${PROBE_TIMEOUT_MS / 1000} s. The end of the editor's log:\n${editor.log().slice(-4000)}`,
        );
      }
      await pause(POLL_INTERVAL_MS);
    }
    const announced: { port: number } = JSON.parse(readFileSync(announcement, "utf8"));
    return announced.port;
  }

  return {
    ready: async () => void (await port()),
    forget: () => rmSync(announcement, { force: true }),
    evaluate: async (run, args) => {
      const response = await fetch(`http://127.0.0.1:${await port()}/`, {
        method: "POST",
        headers: { authorization: `Bearer ${editor.probe.token}` },
        body: JSON.stringify({ source: run.toString(), args }),
      });
      const answer: Answer<Awaited<ReturnType<typeof run>>> = JSON.parse(await response.text());
      if ("error" in answer) throw remoteError(answer.error);
      return answer.value;
    },
  };
}

type Answer<Result> = { value: Result } | { error: RemoteError };

interface RemoteError {
  name: string;
  message: string;
  stack?: string;
}

function remoteError({ name, message, stack }: RemoteError): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = `${stack ?? ""}\n    in the extension host, called ${error.stack?.split("\n").slice(1).join("\n").trim() ?? ""}`;
  return error;
}
