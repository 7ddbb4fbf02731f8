// The demo: three real servers, a real editor with the packed extension, and a workspace that uses them.
//   npm start [-- --no-open] [--port N]
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { startEditor } from "../test/editor/harness/editor.ts";
import { startDemoServers } from "../test/peers/demo.ts";
import { demoFiles } from "./demoWorkspace.ts";
import { startFront } from "./demoFront.ts";
import { step } from "./install.mjs";
import { findNode24, findTool, root } from "./node24.mjs";

const { values } = parseArgs({
  options: {
    "no-open": { type: "boolean", default: false },
    port: { type: "string", default: "0" },
  },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`"${values.port}" is not a port. Give a number from 0 (any free port) to 65535.`);
  process.exit(2);
}

const ending: (() => Promise<void>)[] = [];
let ended: Promise<void> | undefined;
const end = () =>
  (ended ??= (async () => {
    for (const stop of ending.toReversed()) await stop().catch(() => {});
  })());
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    interrupted = true;
    void end().then(() => process.exit(0));
  });
}

try {
  const folder = await mkdtemp(join(tmpdir(), "mcp-connect-demo-"));
  ending.push(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const vsix = join(folder, "mcp-connect.vsix");
  await step("Building the extension", false, async () => buildPackage(vsix));
  const demo = await step("Starting the demo servers", false, () => startDemoServers());
  ending.push(() => demo.stop());

  const workspace = join(folder, "demo");
  for (const [path, text] of Object.entries(demoFiles(demo))) {
    const file = join(workspace, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const editor = await step("Starting the editor", false, () =>
    startEditor({
      dataDir: join(folder, "editor"),
      installExtensions: [vsix],
      userSettings: {
        "workbench.startupEditor": "readme",
        "workbench.secondarySideBar.defaultVisibility": "hidden",
        "remote.autoForwardPorts": false,
        "extensions.ignoreRecommendations": true,
      },
    }),
  );
  ending.push(() => editor.stop());
  const front = await startFront(editor.port, port);
  ending.push(() => front.stop());
  const address = `http://127.0.0.1:${front.port}/?folder=${encodeURI(workspace)}`;
  console.log(`MCP Connect demo: ${address}  (Ctrl+C ends it)`);
  if (!values["no-open"]) openBrowser(address);
} catch (error) {
  await end();
  if (!interrupted) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

function buildPackage(vsix: string): void {
  const { status, stdout, stderr } = spawnSync(
    findNode24(),
    [
      findTool("vsce"),
      "package",
      "--no-dependencies",
      "--no-rewrite-relative-links",
      "--out",
      vsix,
    ],
    { cwd: root, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`The extension could not be packaged:\n${stdout}${stderr}`);
}

function openBrowser(address: string): void {
  const [command, args]: [string, string[]] =
    process.platform === "darwin"
      ? ["open", [address]]
      : process.platform === "win32"
        ? ["cmd", ["/c", "start", "", address]]
        : ["xdg-open", [address]];
  // Where there is no browser the printed address is enough.
  spawn(command, args, { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}
