import { spawn, execFile, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { findNode24, root } from "../../../scripts/node24.mjs";

const SERVER = join(
  root,
  "test/editor/host/node_modules/code-server/lib/vscode/out/server-main.js",
);
const READY_LINE = /Extension host agent listening on (\d+)/;
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 5_000;
const TAIL_LENGTH = 4_000;

/** How to start an editor. */
export interface EditorOptions {
  /** Folder for the editor's own data: user settings, workspace storage, installed extensions. Created if missing. */
  dataDir: string;
  /** A port of 127.0.0.1; a free one without it. A profile finds its secrets again only under the same port. */
  port?: number;
  /** Added to this process's environment; the extension host sees it too. An undefined value removes the variable. */
  env?: Record<string, string | undefined>;
  /** Whether workspaces must be trusted first; without it every workspace is trusted, without a question. */
  workspaceTrust?: boolean;
  /** How much the editor and its extensions write to their logs. */
  logLevel?: "trace";
  /** Packed extensions (.vsix) to install before the start. */
  installExtensions?: string[];
  /** The user's own settings.json, for all windows. */
  userSettings?: Record<string, unknown>;
}

/** A running VS Code server. It serves any number of windows. */
export interface Editor {
  readonly port: number;
  readonly dataDir: string;
  /** What HOME is in the extension host: an empty folder of this editor, never the home of whoever runs the tests. */
  readonly homeDir: string;
  /** Where the probes of the windows announce themselves, and the token that they demand. */
  readonly probe: { readonly folder: string; readonly token: string };
  /** Address of a window on a folder or a .code-workspace file, given as an absolute path. */
  url(workspace: string): string;
  /** What the server has printed so far. */
  log(): string;
  /** Runs with the editor's stop, before the server ends. */
  onStop(dispose: () => Promise<void>): void;
  /** Closes the windows and ends the server with its extension hosts. */
  stop(): Promise<void>;
}

/** Starts the packed editor and waits until it accepts windows. Throws an Error with the end of its log if it does not. */
export async function startEditor(options: EditorOptions): Promise<Editor> {
  const { dataDir } = options;
  const homeDir = join(dataDir, "home");
  const probe = { folder: join(dataDir, "probes"), token: randomBytes(32).toString("hex") };
  for (const folder of [homeDir, probe.folder, join(dataDir, "data/User")]) {
    mkdirSync(folder, { recursive: true });
  }
  if (options.userSettings !== undefined) {
    writeFileSync(
      join(dataDir, "data/User/settings.json"),
      JSON.stringify(options.userSettings, null, 2),
    );
  }
  const env = editorEnvironment({
    HOME: homeDir,
    USERPROFILE: homeDir,
    APPDATA: join(homeDir, "AppData/Roaming"),
    XDG_CONFIG_HOME: undefined,
    EDITOR_PROBE_FOLDER: probe.folder,
    EDITOR_PROBE_TOKEN: probe.token,
    ...options.env,
  });
  for (const vsix of options.installExtensions ?? []) await installExtension(vsix, dataDir, env);

  const server = spawnServer(serverArguments(options), env);
  const port = await untilListening(server);
  const disposals: (() => Promise<void>)[] = [];
  let stopped: Promise<void> | undefined;
  return {
    port,
    dataDir,
    homeDir,
    probe,
    url: (workspace) =>
      `http://127.0.0.1:${port}/?${workspace.endsWith(".code-workspace") ? "workspace" : "folder"}=${encodeURI(workspace)}`,
    log: server.log,
    onStop: (dispose) => disposals.push(dispose),
    stop: () =>
      (stopped ??= (async () => {
        await Promise.allSettled(disposals.map((dispose) => dispose()));
        await endGroup(server.process);
      })()),
  };
}

function serverArguments({ dataDir, port, workspaceTrust, logLevel }: EditorOptions): string[] {
  return [
    "--host=127.0.0.1",
    `--port=${port ?? 0}`,
    "--without-connection-token",
    "--accept-server-license-terms",
    "--telemetry-level=off",
    "--disable-update-check",
    "--disable-getting-started-override",
    `--server-data-dir=${dataDir}`,
    ...(logLevel === undefined ? [] : [`--log=${logLevel}`]),
    ...(workspaceTrust === true ? [] : ["--disable-workspace-trust"]),
  ];
}

/** This process's environment without what an outer editor or test runner put there for itself. */
function editorEnvironment(own: Record<string, string | undefined>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|VITEST|npm_|NODE_ENV$|NODE_OPTIONS$)/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...own };
}

async function installExtension(
  vsix: string,
  dataDir: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const args = ["--install-extension", vsix, "--server-data-dir", dataDir];
  await promisify(execFile)(findNode24(), [SERVER, ...args, "--accept-server-license-terms"], {
    env,
  });
}

interface Server {
  process: ChildProcess;
  log: () => string;
}

function spawnServer(args: string[], env: NodeJS.ProcessEnv): Server {
  const child = spawn(
    findNode24(),
    [join(import.meta.dirname, "serverMain.mjs"), SERVER, ...args],
    { env, detached: process.platform !== "win32", stdio: ["pipe", "pipe", "pipe"] },
  );
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (log += text));
  }
  return { process: child, log: () => log };
}

/** The port on which the server listens. */
async function untilListening({ process: child, log }: Server): Promise<number> {
  const listening = Promise.withResolvers<number>();
  const fail = (reason: string): void => listening.reject(new Error(reason));
  child.stdout?.on("data", () => {
    const port = READY_LINE.exec(log())?.[1];
    if (port !== undefined) listening.resolve(Number(port));
  });
  child.stderr?.on("data", () => {
    // The server prints this and stays.
    if (log().includes("EADDRINUSE")) fail("its port is taken");
  });
  child.once("error", listening.reject);
  child.once("exit", (code, signal) => fail(`it ended with ${signal ?? code}`));
  const timer = setTimeout(
    () => fail(`it was not ready after ${READY_TIMEOUT_MS / 1000} s`),
    READY_TIMEOUT_MS,
  );
  try {
    return await listening.promise;
  } catch (cause) {
    await endGroup(child);
    throw new Error(
      `The test editor did not start: ${cause instanceof Error ? cause.message : String(cause)}. Run "node scripts/install.mjs" if it is not installed yet. The end of its log:\n${log().slice(-TAIL_LENGTH)}`,
      { cause },
    );
  } finally {
    clearTimeout(timer);
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, "exit");
  signalGroup(child.pid, "SIGTERM");
  const timer = setTimeout(() => signalGroup(child.pid, "SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

function signalGroup(pid: number | undefined, signal: "SIGTERM" | "SIGKILL"): void {
  if (pid === undefined) return;
  try {
    if (process.platform === "win32") spawn("taskkill", ["/pid", String(pid), "/t", "/f"]);
    else process.kill(-pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}
